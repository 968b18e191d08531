package dev.rollcall.server.http;

/** What a route does while the server's disk has room for outcomes of jobs only. */
public enum WhenDiskFull {
    /** Refuses, because it writes what can wait. */
    REFUSE,
    /** Answers: it writes nothing to speak of, or what must not wait. */
    ANSWER;

    static WhenDiskFull usual(Method method) {
        return method == Method.GET ? ANSWER : REFUSE;
    }
}
