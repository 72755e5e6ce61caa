package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * A SpEL expression over a call: {@code #argumentName}, {@code #root.args}, {@code #root.method}, {@code #root.target},
 * {@code #root.event} and beans. Names that cannot exist are found when it is parsed, not when it is first called.
 */
final class CallExpression {

    private static final SpelExpressionParser PARSER = new SpelExpressionParser();
    private static final ParameterNameDiscoverer PARAMETER_NAMES = new DefaultParameterNameDiscoverer();
    private static final Set<String> ROOT_PROPERTIES = Set.of("args", "method", "target", "targetClass", "event");

    private final SpelExpression expression;
    private final BeanFactoryResolver beans;
    private final @Nullable EventParameter event;

    private CallExpression(SpelExpression expression, BeanFactory beanFactory, @Nullable EventParameter event) {
        this.expression = expression;
        this.beans = new BeanFactoryResolver(beanFactory);
        this.event = event;
    }

    /**
     * Parses an expression over calls of {@code method}.
     *
     * @param event asked for the method's event if the expression is about one; says itself what is wrong if there is
     *     none
     * @throws IllegalArgumentException if it does not parse, or names what does not exist; the message says what
     */
    static CallExpression parse(String text, Method method, BeanFactory beanFactory, Supplier<EventParameter> event) {
        SpelExpression parsed;
        try {
            parsed = PARSER.parseRaw(text);
        } catch (ParseException ex) {
            throw new IllegalArgumentException(
                    "the SpEL " + quoted(text) + " does not parse: " + ex.getSimpleMessage(), ex);
        }
        checkNames(parsed.getAST(), text, variables(method));
        return new CallExpression(parsed, beanFactory, isAboutEvent(parsed.getAST(), true) ? event.get() : null);
    }

    private static Set<String> variables(Method method) {
        Set<String> names = new HashSet<>(Set.of("root", "this"));
        @Nullable String[] parameters = PARAMETER_NAMES.getParameterNames(method);
        if (parameters != null) {
            for (String parameter : parameters) {
                if (parameter != null) {
                    names.add(parameter);
                }
            }
        }
        for (int i = 0; i < method.getParameterCount(); i++) {
            names.add("a" + i);
            names.add("p" + i);
        }
        return names;
    }

    private static void checkNames(SpelNode node, String text, Set<String> variables) {
        if (node instanceof Projection || node instanceof Selection || node instanceof InlineMap) {
            // Names in there are those of elements.
            return;
        }
        if (node instanceof VariableReference
                && !variables.contains(node.toStringAST().substring(1))) {
            throw new IllegalArgumentException("the SpEL " + quoted(text) + " names " + node.toStringAST()
                    + ", but there are only " + described(variables));
        }
        SpelNode head = node instanceof CompoundExpression ? node.getChild(0) : node;
        if (head instanceof PropertyOrFieldReference property && !ROOT_PROPERTIES.contains(property.getName())) {
            throw new IllegalArgumentException("the SpEL " + quoted(text) + " names '" + property.getName()
                    + "', which is neither an argument (#name) nor a text in quotes ('text')");
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            boolean followsAnother = node instanceof CompoundExpression && i > 0;
            if (!followsAnother) {
                checkNames(node.getChild(i), text, variables);
            }
        }
    }

    /** Whether {@code #root.event} is in there, or {@code event} where that is a property of the root. */
    private static boolean isAboutEvent(SpelNode node, boolean ofRoot) {
        if (node instanceof PropertyOrFieldReference property) {
            return ofRoot && property.getName().equals("event");
        }
        boolean ofElements = node instanceof Projection || node instanceof Selection || node instanceof InlineMap;
        for (int i = 0; i < node.getChildCount(); i++) {
            SpelNode child = node.getChild(i);
            boolean ofAnother =
                    node instanceof CompoundExpression && i > 0 && child instanceof PropertyOrFieldReference;
            boolean ofNamedRoot = i == 1 && node.getChild(0).toStringAST().equals("#root");
            if (isAboutEvent(child, ofAnother ? ofNamedRoot : ofRoot && !ofElements)) {
                return true;
            }
        }
        return false;
    }

    private static String described(Set<String> variables) {
        StringBuilder text = new StringBuilder();
        for (String name : new TreeSet<>(variables)) {
            if (!name.equals("this") && !name.matches("[ap]\\d+")) {
                text.append(text.isEmpty() ? "#" : ", #").append(name);
            }
        }
        return text + " (argument names need the compiler option -parameters)";
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /**
     * The value for a call.
     *
     * @throws EvaluationException if it cannot be computed
     */
    @Nullable
    Object evaluate(Object target, Method method, @Nullable Object[] arguments) {
        MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
                new Root(target, method, arguments, this.event), method, arguments, PARAMETER_NAMES);
        context.setBeanResolver(this.beans);
        return this.expression.getValue(context);
    }

    /** The expression as it was written. */
    String text() {
        return this.expression.getExpressionString();
    }

    @Override
    public String toString() {
        return quoted(text());
    }

    /** What {@code #root} stands for. */
    static final class Root {

        private final Object target;
        private final Method method;
        private final @Nullable Object[] args;
        private final @Nullable EventParameter event;

        Root(Object target, Method method, @Nullable Object[] args, @Nullable EventParameter event) {
            this.target = target;
            this.method = method;
            this.args = args;
            this.event = event;
        }

        public @Nullable Object[] getArgs() {
            return this.args;
        }

        public Method getMethod() {
            return this.method;
        }

        public Object getTarget() {
            return this.target;
        }

        public Class<?> getTargetClass() {
            return this.target.getClass();
        }

        /** The event that the call handles; {@code null} if the expression does not name it in a way that is seen. */
        public EventParameter.@Nullable Received getEvent() {
            return this.event == null ? null : this.event.in(this.args);
        }
    }
}
