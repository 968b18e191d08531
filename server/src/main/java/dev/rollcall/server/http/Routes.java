package dev.rollcall.server.http;

import java.util.List;

/** The routes of one room. */
public interface Routes {

    List<Route> routes();
}
