/**
 * What technicians ask that spans rooms: devices with their enrollment, presence and inventory;
 * exports; the state of the server and its backup.
 *
 * <p>A route parses, checks access, asks a room, renders. Whatever needs one room only is a route
 * of that room.
 */
@NullMarked
package dev.rollcall.server.api;

import org.jspecify.annotations.NullMarked;
