package dev.rollcall.simulator.bench;

import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.SessionTls;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.simulator.process.FreePorts;
import dev.rollcall.simulator.process.Program;
import dev.rollcall.simulator.process.Until;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The bare server in a process of its own, and bare clients that show the devices' own
 * certificates.
 */
final class Baseline implements AutoCloseable {

    private final Program server;
    private final int port;
    private final X509Certificate root;
    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());

    private Baseline(Program server, int port, X509Certificate root) {
        this.server = server;
        this.port = port;
        this.root = root;
    }

    static Baseline start(Path folder, Path state) throws Exception {
        Files.createDirectories(folder);
        var port = FreePorts.find();
        var authority = EcKeys.generate();
        var keys = EcKeys.generate();
        var root = certificate("CN=bare root", authority, authority, true);
        var leaf = certificate("CN=bare server", keys, authority, false);
        var key =
                write(
                        folder.resolve("key.pem"),
                        Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded()));
        var chain = write(folder.resolve("chain.pem"), Pem.encode(leaf) + Pem.encode(root));
        var bundle = TrustBundleStore.open(StateFolder.open(state.resolve("0"))).orElseThrow();
        var roots =
                write(
                        folder.resolve("roots.pem"),
                        String.join("", bundle.roots().stream().map(Pem::encode).toList()));
        var program =
                Program.start(
                        "the bare server",
                        folder.resolve("bare.log"),
                        Map.of(),
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseCompactObjectHeaders",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BareServer.class.getName(),
                                Integer.toString(port),
                                key,
                                chain,
                                roots));
        Until.holds(
                Duration.ofSeconds(20),
                "the bare server listens",
                () -> program.printed().contains("ready"));
        return new Baseline(program, port, root);
    }

    /** Full mutual handshakes in a second, all held open until the last. */
    double handshakes(Path state, int count, int atOnce) throws Exception {
        var channels = new ArrayList<Channel>();
        var contexts = contexts(state, count);
        long began = System.nanoTime();
        connect(contexts, atOnce, channels);
        double took = (System.nanoTime() - began) / 1e9;
        channels.forEach(Channel::close);
        return count / took;
    }

    /** Seconds for a small message to every session and back. */
    double echoes(Path state, int count, int atOnce) throws Exception {
        var channels = new ArrayList<Channel>();
        connect(contexts(state, count), atOnce, channels);
        var back = new CountDownLatch(count);
        channels.forEach(channel ->
                channel.pipeline()
                        .addLast(
                                new SimpleChannelInboundHandler<ByteBuf>() {
                                    @Override
                                    protected void channelRead0(
                                            ChannelHandlerContext context, ByteBuf echoed) {
                                        back.countDown();
                                    }
                                }));
        long began = System.nanoTime();
        channels.forEach(channel -> channel.writeAndFlush(channel.alloc().buffer().writeZero(400)));
        if (!back.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the bare server lost " + back.getCount() + " echoes");
        }
        double took = (System.nanoTime() - began) / 1e9;
        channels.forEach(Channel::close);
        return took;
    }

    private void connect(List<SslContext> contexts, int atOnce, List<Channel> channels)
            throws Exception {
        var places = new Semaphore(atOnce);
        var failure = new AtomicReference<Throwable>();
        for (var tls : contexts) {
            places.acquire();
            var connected =
                    new Bootstrap()
                            .group(loops)
                            .channel(EpollSocketChannel.class)
                            .handler(
                                    new ChannelInitializer<Channel>() {
                                        @Override
                                        protected void initChannel(Channel channel) {
                                            channel.pipeline()
                                                    .addLast(
                                                            tls.newHandler(
                                                                    channel.alloc(),
                                                                    "127.0.0.1",
                                                                    port));
                                        }
                                    })
                            .connect("127.0.0.1", port);
            channels.add(connected.channel());
            connected.addListener(done -> {
                if (!done.isSuccess()) {
                    failure.set(done.cause());
                    places.release();
                    return;
                }
                connected
                        .channel()
                        .pipeline()
                        .get(SslHandler.class)
                        .handshakeFuture()
                        .addListener(shaken -> {
                            if (!shaken.isSuccess()) {
                                failure.set(shaken.cause());
                            }
                            places.release();
                        });
            });
        }
        places.acquire(atOnce);
        if (failure.get() != null) {
            throw new IllegalStateException("a bare handshake failed", failure.get());
        }
    }

    private List<SslContext> contexts(Path state, int count) {
        var trust = new ServerTrust(() -> List.of(root), () -> Instant.EPOCH);
        var contexts = new ArrayList<SslContext>(count);
        for (int number = 0; number < count; number++) {
            Identity identity =
                    IdentityStore.open(StateFolder.open(state.resolve(Integer.toString(number))))
                            .current()
                            .orElseThrow();
            contexts.add(
                    SessionTls.of(SslProvider.OPENSSL, identity.key(), identity.chain(), trust));
        }
        return contexts;
    }

    private static X509Certificate certificate(
            String name, KeyPair keys, KeyPair authority, boolean isAuthority) throws Exception {
        var now = Instant.now();
        var builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name("CN=bare root"),
                        BigInteger.valueOf(isAuthority ? 1 : 2),
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(86_400)),
                        new X500Name(name),
                        keys.getPublic());
        if (isAuthority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } else {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(authority.getPrivate())));
    }

    private static String write(Path file, String text) throws IOException {
        return Files.writeString(file, text).toString();
    }

    @Override
    public void close() {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
