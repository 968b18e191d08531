package dev.rollcall.server.http;

/** Answers one request; runs on a virtual thread and may block. */
@FunctionalInterface
public interface Handler {

    Response answer(Request request);
}
