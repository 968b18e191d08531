package dev.rollcall.agent.inventory;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a planted device in order, and does to it what it is about. */
abstract class PlantedInventoryTest {

    @TempDir Path folder;
    @TempDir Path bin;
    PlantedInventory planted;

    @BeforeEach
    void plantOneInOrder() throws IOException {
        planted = new PlantedInventory(folder, bin);
    }
}
