package dev.rollcall.server.rule;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackageVersions;
import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.rule.Compiled.Mistaken;
import dev.rollcall.server.rule.Compiled.Sound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads expressions. Safe for use by many threads. */
public final class RuleLanguage {

    static final int LONGEST = 2_000;
    static final int MOST_STEPS = 100_000;

    /** When it is asked. */
    static final String NOW = "now";

    private static final String OLDER = "olderThan";

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .comprehensionMaxIterations(MOST_STEPS)
                    .maxExpressionCodePointSize(LONGEST)
                    .maxParseRecursionDepth(60)
                    .build();

    private final RuleTypes types = new RuleTypes();
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    public RuleLanguage() {
        var builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(OPTIONS)
                        .setTypeProvider(types.provider())
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                        .addVar(NOW, SimpleType.TIMESTAMP)
                        .addFunctionDeclarations(older());
        types.variables()
                .forEach((name, group) ->
                        builder.addVar(name, types.type(RuleTypes.typeName(group.name()))));
        this.compiler = builder.build();
        this.runtime =
                CelRuntimeFactory.legacyCelRuntimeBuilder()
                        .setOptions(OPTIONS)
                        .addFunctionBindings(
                                CelFunctionBinding.from(
                                        "version_older_than",
                                        String.class,
                                        String.class,
                                        (version, written) ->
                                                PackageVersions.compareToWritten(
                                                                PackageSource.OTHER,
                                                                version,
                                                                written)
                                                        < 0),
                                CelFunctionBinding.from(
                                        "package_older_than",
                                        Map.class,
                                        String.class,
                                        RuleLanguage::isOlder))
                        .build();
    }

    /** A version, by the rule that most makers keep; a package, by the rules of its system. */
    private CelFunctionDecl older() {
        var installed = types.type(RuleTypes.PACKAGE);
        return CelFunctionDecl.newFunctionDeclaration(
                OLDER,
                CelOverloadDecl.newMemberOverload(
                        "version_older_than",
                        SimpleType.BOOL,
                        ImmutableList.of(SimpleType.STRING, SimpleType.STRING)),
                CelOverloadDecl.newMemberOverload(
                        "package_older_than",
                        SimpleType.BOOL,
                        ImmutableList.of(installed, SimpleType.STRING)));
    }

    private static boolean isOlder(Map<?, ?> installed, String written) {
        var source =
                Arrays.stream(PackageSource.values())
                        .filter(each -> SectionValues.word(each).equals(installed.get("source")))
                        .findFirst()
                        .orElse(PackageSource.OTHER);
        var version = String.valueOf(installed.get("version"));
        return PackageVersions.compareToWritten(source, version, written) < 0;
    }

    /** What it means, or what is wrong with it. */
    public Compiled compile(String expression) {
        if (expression.isBlank() || expression.length() > LONGEST) {
            return new Mistaken(
                    List.of(
                            new Mistake(
                                    1,
                                    1,
                                    "a rule has up to " + LONGEST + " characters, and not none")));
        }
        var checked = compiler.compile(expression);
        if (checked.hasError()) {
            return new Mistaken(
                    checked.getErrors().stream().map(issue -> mistake(expression, issue)).toList());
        }
        try {
            return read(expression, checked.getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            return new Mistaken(List.of(new Mistake(1, 1, String.valueOf(e.getMessage()))));
        }
    }

    private Compiled read(String expression, CelAbstractSyntaxTree tree)
            throws CelEvaluationException {
        var reading = RuleReading.of(tree, types);
        return reading.mistakes().isEmpty()
                ? new Sound(
                        new Rule(
                                expression,
                                tree.getResultType().name(),
                                List.copyOf(reading.facts()),
                                List.copyOf(reading.sections()),
                                runtime.createProgram(tree)))
                : new Mistaken(reading.mistakes());
    }

    /** Of a name that is none, the nearest is told. */
    private Mistake mistake(String expression, CelIssue issue) {
        var place = issue.getSourceLocation();
        var word = wordAt(expression, place.getLine(), place.getColumn());
        var names = types.words();
        var hint = word.isEmpty() || names.contains(word) ? "" : NearestName.hint(word, names);
        return new Mistake(
                place.getLine(), place.getColumn() + 1, firstLine(issue.getMessage()) + hint);
    }

    private static String firstLine(String message) {
        int end = message.indexOf(" (candidates:");
        return (end < 0 ? message : message.substring(0, end)).lines().findFirst().orElse("");
    }

    /** The name that stands there, or behind the dot there. */
    private static String wordAt(String expression, int line, int column) {
        var lines = new ArrayList<>(expression.lines().toList());
        if (line < 1 || line > lines.size()) {
            return "";
        }
        var text = lines.get(line - 1);
        int from = Math.max(0, Math.min(column, text.length()));
        while (from < text.length() && (text.charAt(from) == '.' || text.charAt(from) == ' ')) {
            from++;
        }
        int to = from;
        while (to < text.length() && Character.isJavaIdentifierPart(text.charAt(to))) {
            to++;
        }
        return text.substring(from, to);
    }
}
