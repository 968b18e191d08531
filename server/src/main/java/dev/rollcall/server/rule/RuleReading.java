package dev.rollcall.server.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.shape.Shape;
import dev.rollcall.common.inventory.shape.Shape.Fact;
import dev.rollcall.server.problem.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Looks what an expression reads, and what in it can be of no use though its types are in order.
 * Pure.
 */
record RuleReading(
        SortedSet<String> facts, SortedSet<SectionKind> sections, List<Mistake> mistakes) {

    private static final Set<String> ORDERS = Set.of("_<_", "_<=_", "_>_", "_>=_");
    private static final Set<String> EQUALS = Set.of("_==_", "_!=_");

    static RuleReading of(CelAbstractSyntaxTree tree, RuleTypes types) {
        var reading = new RuleReading(new TreeSet<>(), new TreeSet<>(), new ArrayList<>());
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .forEach(node -> reading.look(tree, types, node));
        // who reads a fact of a list reads the list
        reading.facts.removeIf(
                name -> reading.facts.stream().anyMatch(other -> other.startsWith(name + ".")));
        return reading;
    }

    private void look(CelAbstractSyntaxTree tree, RuleTypes types, CelExpr node) {
        switch (node.exprKind().getKind()) {
            case IDENT ->
                    types.section(node.ident().name())
                            .ifPresent(kind -> {
                                sections.add(kind);
                                facts.add(kind.name());
                            });
            case SELECT -> {
                var select = node.select();
                tree.getType(select.operand().id())
                        .flatMap(type -> types.group(type.name()))
                        .ifPresent(group -> facts.add(group.name() + "." + select.field()));
            }
            case CALL -> call(tree, types, node);
            default -> {
                // constants, lists and macros read nothing themselves
            }
        }
    }

    private void call(CelAbstractSyntaxTree tree, RuleTypes types, CelExpr node) {
        var arguments = node.call().args();
        if (arguments.size() != 2) {
            return;
        }
        var fact = arguments.stream().flatMap(each -> fact(tree, types, each).stream()).findFirst();
        if (fact.isEmpty()) {
            return;
        }
        if (ORDERS.contains(node.call().function()) && fact.get().type() == Shape.Type.VERSION) {
            mistake(
                    tree,
                    node,
                    "versions are no text to put in order: write VERSION.olderThan(\"1.2\")");
        }
        if (EQUALS.contains(node.call().function()) && fact.get().type() == Shape.Type.CHOICE) {
            var words = fact.get().words();
            arguments.stream()
                    .flatMap(each -> text(each).stream())
                    .filter(word -> !words.contains(word))
                    .forEach(word ->
                            mistake(
                                    tree,
                                    node,
                                    "it is never \""
                                            + word
                                            + "\", but one of "
                                            + String.join(", ", words)
                                            + NearestName.hint(word, words)));
        }
    }

    private static Optional<Fact> fact(
            CelAbstractSyntaxTree tree, RuleTypes types, CelExpr expression) {
        if (expression.exprKind().getKind() != ExprKind.Kind.SELECT) {
            return Optional.empty();
        }
        var select = expression.select();
        return tree.getType(select.operand().id())
                .flatMap(type -> types.group(type.name()))
                .flatMap(group -> Optional.ofNullable(group.parts().get(select.field())))
                .flatMap(part -> part instanceof Fact fact ? Optional.of(fact) : Optional.empty());
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.exprKind().getKind() == ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    private void mistake(CelAbstractSyntaxTree tree, CelExpr node, String message) {
        var offset = tree.getSource().getPositionsMap().getOrDefault(node.id(), 0);
        var place = tree.getSource().getOffsetLocation(offset);
        mistakes.add(
                new Mistake(
                        place.map(p -> p.getLine()).orElse(1),
                        place.map(p -> p.getColumn() + 1).orElse(1),
                        message));
    }
}
