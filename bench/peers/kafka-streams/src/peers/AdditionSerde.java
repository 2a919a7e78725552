package peers;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** 17 bytes a record. */
final class AdditionSerde implements Serde<Addition> {
    @Override
    public Serializer<Addition> serializer() {
        return (topic, a) -> ByteBuffer.allocate(17).putLong(a.time()).putLong(a.value()).put((byte) a.sum()).array();
    }

    @Override
    public Deserializer<Addition> deserializer() {
        return (topic, bytes) -> {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long time = in.getLong(), value = in.getLong();
            return new Addition(time, in.get(), value);
        };
    }
}
