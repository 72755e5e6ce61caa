package dev.idempotency.nodes;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The nodes of a test class. Those that a test leaves alive serve the next one; the others are replaced in the
 * background.
 */
final class Nodes implements AutoCloseable {

    /** What a test needs at least. */
    private static final int READY = 2;

    private final List<String> arguments;
    private final List<Node> idle = new ArrayList<>();
    private final List<Node> inUse = new ArrayList<>();

    Nodes(List<String> arguments) {
        this.arguments = arguments;
        fill();
    }

    private void fill() {
        while (this.idle.size() < READY) {
            this.idle.add(Node.start(this.arguments));
        }
    }

    /** A node that no other part of the test has. */
    Node take() {
        Node node = this.idle.remove(0);
        this.inUse.add(node);
        return node.awaitStart();
    }

    /** A node with settings of its own. */
    Node start(String... settings) {
        Node node = Node.start(
                Stream.concat(this.arguments.stream(), Stream.of(settings)).toList());
        this.inUse.add(node);
        return node.awaitStart();
    }

    /** After a test that has {@code tidy} nodes left: they are idle again, so the next test may have them. */
    void giveBack(Node... tidy) {
        for (Node node : tidy) {
            if (this.inUse.remove(node) && node.isAlive()) {
                this.idle.add(0, node);
            }
        }
    }

    /** Ends what a test has not given back. */
    void endThoseInUse() {
        for (Iterator<Node> nodes = this.inUse.iterator(); nodes.hasNext(); nodes.remove()) {
            nodes.next().close();
        }
        fill();
    }

    @Override
    public void close() {
        this.inUse.forEach(Node::close);
        this.idle.forEach(Node::close);
    }
}
