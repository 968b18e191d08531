package dev.rollcall.agent;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.checkin.CheckInLoop;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.inventory.Inventory;
import dev.rollcall.agent.inventory.InventorySources;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.protocol.FrameFormat;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MalformedFrameException;
import dev.rollcall.common.protocol.MessageCodec;
import dev.rollcall.common.protocol.Sections;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Goes through the agent's work once without a server, so that an AOT cache can be recorded. */
@Command(description = "Loads what the agent needs, for its start-up cache.", hidden = true)
final class WarmUpCommand implements Callable<Integer> {

    private final World world;

    WarmUpCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException, MalformedFrameException {
        var transport = Transport.forOneSession();
        var options = ConnectionOptions.defaults();
        var sources = InventorySources.ofThisMachine(Optional.empty());
        var snapshot = Inventory.of(sources, world.nanoTime()).collect();
        var frame = MessageCodec.encode(Lane.BULK, 1, new Sections(snapshot.reports()));
        MessageCodec.agentMessage(
                FrameFormat.read(Arrays.copyOfRange(frame, Integer.BYTES, frame.length)));
        CertificateRequest.make(EcKeys.generate());
        transport
                .loops()
                .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                .awaitUninterruptibly(2, TimeUnit.SECONDS);
        System.out.println(
                "warm: " + CheckInLoop.class.getSimpleName() + " " + options.heartbeat());
        return ExitStatus.DONE.code();
    }
}
