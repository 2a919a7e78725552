package peers;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Reads events; writes none. A deserializer belongs to one stream thread. */
final class EventSerde implements Serde<Event> {
    @Override
    public Serializer<Event> serializer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Deserializer<Event> deserializer() {
        EventParser parser = new EventParser();
        return (topic, bytes) -> parser.parse(bytes);
    }
}
