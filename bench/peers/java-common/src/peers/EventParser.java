package peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Jackson's streaming parser: field names are interned by it, an event of a type that does not count is left at once (its type is its second field),
 * and no field is read that is not needed. One per thread.
 */
public final class EventParser {
    /** The type of the record that ends a partition. */
    private static final String MARKER = "bench_end";

    private final JsonFactory factory = new JsonFactory();
    private final Progress.Counter counter = Progress.counter();

    /** Parses one record and counts it. */
    public Event parse(byte[] json) {
        counter.increment();
        Event e = new Event();
        long ts = 0, received = Long.MAX_VALUE, count = 1, amount = 0;
        try (JsonParser in = factory.createParser(json)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                switch (name) {
                    case "type" -> {
                        e.sum = sumOf(in.getText());
                        if (e.sum == Event.NONE) return e;
                    }
                    case "ts" -> ts = in.getLongValue();
                    case "received" -> received = in.getLongValue();
                    case "count" -> count = in.getLongValue();
                    case "amount" -> amount = in.getLongValue();
                    case "merchant" -> e.merchant = in.getText();
                    case "product" -> e.product = in.getText();
                    case "creator" -> e.creator = value == JsonToken.VALUE_NULL ? null : in.getText();
                    default -> in.skipChildren();
                }
            }
        } catch (IOException x) {
            throw new IllegalArgumentException(x);
        }
        e.time = Math.min(ts, received);
        e.value = e.sum == Event.GMV ? amount : e.sum == Event.ORDERS ? 1 : count;
        return e;
    }

    private static int sumOf(String type) {
        return switch (type) {
            case "impression" -> Event.IMPRESSIONS;
            case "click" -> Event.CLICKS;
            case "cart" -> Event.CARTS;
            case "order_created" -> Event.ORDERS;
            case "order_paid" -> Event.GMV;
            case MARKER -> Event.MARKER;
            default -> Event.NONE;
        };
    }
}
