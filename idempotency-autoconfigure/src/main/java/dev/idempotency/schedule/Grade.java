package dev.idempotency.schedule;

/** A health score as a letter. */
public enum Grade {

    /** 90 and more. */
    A(90),

    /** 80 and more. */
    B(80),

    /** 70 and more. */
    C(70),

    /** 60 and more. */
    D(60),

    /** Less than 60. */
    F(0);

    private final int from;

    Grade(int from) {
        this.from = from;
    }

    /** The grade of a score from 0 to 100. */
    public static Grade of(int score) {
        for (Grade grade : values()) {
            if (score >= grade.from) {
                return grade;
            }
        }
        throw new IllegalArgumentException("A score is 0 to 100, not " + score);
    }
}
