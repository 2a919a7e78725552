package peers;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.AppendableTraverser;

/** An event to at most three additions. */
final class Split extends AbstractProcessor {
    private final AppendableTraverser<Object> additions = new AppendableTraverser<>(3);
    private final FlatMapper<Event, Object> mapper = flatMapper(this::split);

    @Override
    protected boolean tryProcess(int ordinal, Object item) {
        return mapper.tryProcess((Event) item);
    }

    private Traverser<Object> split(Event e) {
        if (!e.counts()) return additions;
        additions.append(new Addition(e.merchantKey(), e.time, e.sum, e.value));
        additions.append(new Addition(e.productKey(), e.time, e.sum, e.value));
        if (e.creator != null) additions.append(new Addition(e.creatorKey(), e.time, e.sum, e.value));
        return additions;
    }
}
