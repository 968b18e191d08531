package dev.rollcall.agent.policy;

import dev.rollcall.agent.platform.RootedFiles;
import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.policy.Setting.Chromium;
import dev.rollcall.common.policy.Setting.FileContent;
import dev.rollcall.common.policy.Setting.Inventory;
import dev.rollcall.common.policy.Setting.Service;
import dev.rollcall.common.policy.Setting.Unsupported;
import dev.rollcall.common.policy.SettingResult;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Makes a policy true on this device, setting by setting in its order, and gives back what it no
 * longer claims. Not safe for use by many threads.
 */
final class Enforcement {

    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);
    private static final int MAX_RESULTS = 2000;
    private static final int MAX_KEY = 5000;

    private final Originals originals;
    private final FileSetting file;
    private final ChromiumSetting chromium;
    private final ServiceSetting service;

    private Enforcement(RootedFiles files, Originals originals, ServiceControl services) {
        this.originals = originals;
        this.file = new FileSetting(files, originals);
        this.chromium = new ChromiumSetting(files, file);
        this.service = new ServiceSetting(services);
    }

    /**
     * @param root below which all files are
     * @param replaced where what was replaced is kept
     */
    static Enforcement below(Path root, Path replaced, ServiceControl services) throws IOException {
        var files = RootedFiles.below(root);
        return new Enforcement(files, new Originals(files, StateFolder.open(replaced)), services);
    }

    /** One pass over all settings: a result per key. */
    List<SettingResult> enforce(PolicyDocument document) throws InterruptedException {
        var settings = document.settings().stream().map(Setting::read).toList();
        Map<String, Finding> findings = new LinkedHashMap<>(giveBack(document));
        var policies =
                settings.stream()
                        .filter(Chromium.class::isInstance)
                        .map(Chromium.class::cast)
                        .toList();
        Map<String, Finding> browser = new HashMap<>();
        for (int i = 0; i < settings.size(); i++) {
            var setting = settings.get(i);
            if (setting instanceof Chromium && browser.isEmpty()) {
                browser.putAll(enforceTogether(policies));
            }
            var key = setting instanceof Unsupported ? Unsupported.keyAt(i) : setting.key();
            if (!findings.containsKey(key)) {
                findings.put(key, enforceAlone(setting, browser));
            }
        }
        return findings.entrySet().stream()
                .limit(MAX_RESULTS)
                .map(e -> result(e.getKey(), e.getValue()))
                .toList();
    }

    private Finding enforceAlone(Setting setting, Map<String, Finding> browser)
            throws InterruptedException {
        try {
            return switch (setting) {
                case FileContent content -> file.enforce(content);
                case Service control -> service.enforce(control);
                case Chromium policy ->
                        browser.getOrDefault(policy.key(), Finding.failed("it was not looked at"));
                // true as soon as it is kept: every collection asks AgentPolicies first
                case Inventory _ -> Finding.COMPLIANT;
                // likewise, with every reading of what changes all the time
                case PublishedNetwork _ -> Finding.COMPLIANT;
                case Unsupported(var what) ->
                        Finding.unsupported("this agent does not fully understand it");
            };
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException | RuntimeException e) {
            // one setting fails alone; its result says so to the server
            LOG.debug("setting failed key={} cause={}", setting.key(), e.toString());
            return Finding.failed(reason(e));
        }
    }

    private Map<String, Finding> enforceTogether(List<Chromium> policies)
            throws InterruptedException {
        try {
            return chromium.enforce(policies);
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException | RuntimeException e) {
            // they share their file and so their failure
            LOG.debug("browser policies failed cause={}", e.toString());
            var failed = new HashMap<String, Finding>();
            policies.forEach(policy -> failed.put(policy.key(), Finding.failed(reason(e))));
            return failed;
        }
    }

    /** A pass that is stopped says nothing about the settings. */
    private static InterruptedException interrupted() {
        return new InterruptedException("the pass was stopped");
    }

    /**
     * Files that no setting claims any more become what they were. A file that could not be given
     * back is a failure, and is tried again at the next pass.
     */
    private Map<String, Finding> giveBack(PolicyDocument document) throws InterruptedException {
        var failures = new TreeMap<String, Finding>();
        try {
            var claimed = claimed(document);
            for (var path : originals.paths()) {
                if (!claimed.contains(path)) {
                    giveBack(path).ifPresent(f -> failures.put(SettingResult.GIVEN_BACK + path, f));
                }
            }
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException | RuntimeException e) {
            // without knowing what is claimed nothing is given back
            failures.put(SettingResult.GIVEN_BACK, Finding.failed(reason(e)));
        }
        return failures;
    }

    private Optional<Finding> giveBack(String path) throws InterruptedException {
        try {
            originals.putBack(path);
            LOG.info("file given back path={}", path);
            return Optional.empty();
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (IOException | RuntimeException e) {
            // one file fails alone; its result says so to the server
            LOG.debug("file not given back path={} cause={}", path, e.toString());
            return Optional.of(Finding.failed(reason(e)));
        }
    }

    /** A setting that is not understood still claims its file: it is left as it is. */
    private Set<String> claimed(PolicyDocument document) throws IOException {
        var claimed = new HashSet<String>();
        for (JsonNode tree : document.settings()) {
            if (tree.path("type").asString("").equals("file") && tree.path("path").isString()) {
                claimed.add(tree.path("path").stringValue());
            }
            if (tree.path("type").asString("").equals("chromium")) {
                claimed.addAll(chromium.paths());
            }
        }
        return claimed;
    }

    private static SettingResult result(String key, Finding finding) {
        var cut = key.length() <= MAX_KEY ? key : key.substring(0, MAX_KEY);
        return new SettingResult(cut, finding.state(), finding.detail(), Duration.ZERO);
    }

    private static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "access was denied";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
