package dev.rollcall.server.storage;

import java.nio.file.Path;

/** A program that writes to a database, and says after each write that it has. */
final class AnsweringDatabase {

    static final int WRITES = 5;
    static final String ANSWER = "answered ";

    private AnsweringDatabase() {}

    public static void main(String[] args) {
        try (var database = Database.open(new StorageConfig.H2File(Path.of(args[0])))) {
            database.change(h -> h.execute("CREATE TABLE things (id INTEGER PRIMARY KEY)"));
            for (int i = 1; i <= WRITES; i++) {
                int id = i;
                database.change(h -> h.execute("INSERT INTO things (id) VALUES (?)", id));
                System.out.println(ANSWER + i);
            }
        }
    }
}
