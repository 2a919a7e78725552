package peers;

/** The part of an event that the five sums need. */
public final class Event {
    /** The sums, by number. */
    public static final int IMPRESSIONS = 0, CLICKS = 1, CARTS = 2, ORDERS = 3, GMV = 4, SUMS = 5;

    /** Not a number of a sum: the event adds to none, or it is an end marker. */
    public static final int NONE = -1, MARKER = -2;

    /** The sum that it adds to, or {@link #NONE} or {@link #MARKER}. */
    public int sum = NONE;
    public long value;

    /** The earlier of {@code ts} and {@code received}, ms. */
    public long time;
    public String merchant, product, creator;

    public boolean counts() {
        return sum >= 0;
    }

    public boolean isMarker() {
        return sum == MARKER;
    }

    /** A key of the results; the first letter keeps the kinds apart. */
    public String merchantKey() {
        return "m:" + merchant;
    }

    public String productKey() {
        return "p:" + merchant + "/" + product;
    }

    public String creatorKey() {
        return "c:" + creator;
    }
}
