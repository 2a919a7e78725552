package peers;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.CopyableValue;
import org.apache.flink.types.StringValue;

/** What crosses the shuffle: one addition to one sum of one key. Writes itself, so that no generic serializer is involved. */
public final class Addition implements CopyableValue<Addition> {
    public String key;
    public long time, value;
    public int sum;

    @Override
    public int getBinaryLength() {
        return -1;
    }

    @Override
    public void copyTo(Addition target) {
        target.key = key;
        target.time = time;
        target.value = value;
        target.sum = sum;
    }

    @Override
    public Addition copy() {
        Addition copy = new Addition();
        copyTo(copy);
        return copy;
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        StringValue.copyString(source, target);
        target.write(source, 17);
    }

    @Override
    public void write(DataOutputView out) throws IOException {
        StringValue.writeString(key, out);
        out.writeLong(time);
        out.writeLong(value);
        out.writeByte(sum);
    }

    @Override
    public void read(DataInputView in) throws IOException {
        key = StringValue.readString(in);
        time = in.readLong();
        value = in.readLong();
        sum = in.readByte();
    }
}
