using System.Globalization;
using System.Text;
using CsCheck;
using StreamEngine.Events;

namespace StreamEngine.Tests.Events;

/// <summary>Arbitrary records: events of every type, some of them disturbed in their fields, their layout or their bytes.</summary>
internal static class EventGenerator
{
    public const long Noon = 1_781_781_200_000;

    private static readonly string[] Ids =
    [
        "\"p1\"", "\"merchant-100234\"", "\"商家7é\"", "\"\\u5546\\u5bb6\"", "\"\\ud83d\\ude00x\"", "\"a\\\"b\\\\c\\/\"", "\"\\u0000\"", "42", "-7", "0", "-0",
        "9223372036854775807", "-9223372036854775808", "\"" + new string('x', 64) + "\"", "\"" + new string('x', 61) + "商\"", "\" p \"", "\"\u007f\"", "\"0\"",
    ];

    private static readonly string[] Odd =
    [
        "null", "true", "false", "\"\"", "1.0", "1e3", "1E2", "-1", "\"1\"", "0", "-0", "-0.0", "9223372036854775808", "-9223372036854775809", "123456789012345678",
        "1234567890123456789", "99999999999999999999999", "[]", "{}", "[1,{\"id\":2}]", "{\"ts\":1,\"a\":[null]}", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\\ud800\\u0041\"", "\"\\ud83d\\ude00\"", "\"" + new string('y', 65) + "\"", "\"" + new string('y', 63) + "é\"", "\"\\u00e9" + new string('y', 63) + "\"",
        "\"" + new string('z', 501) + "\"", "\"live\"", "\"l\\u0069ve\"", "\"none\"", "\"product\"", "\"buyer\"", "\"not_as_described\"", "\"other\"", "1000000",
        "1000001", "1000000000000", "1000000000001", "10000", "10001", "5", "6", "1000", "1001", "2678400000", "2678400001", "946684800000", "946684799999",
        "4102444799999", "4102444800000", "1781781500000", "1781781500001", "1781780900000", "1781780899999",
        // Not JSON:
        "01", "-", "+1", "1.", ".5", "1e", "nul", "True", "'x'", "\"\\x\"", "\"\\u12g4\"", "\"\t\"", "\"open", "", "NaN", "{\"a\":1,}", "[1,]", "/**/1", "\u00a01",
    ];

    private static readonly string[] UnknownFields =
    [
        "\"trace\":{\"a\":[1,2500.0,null,true,{\"id\":\"x\",\"ts\":-1}],\"b\":\"q\\\\\\\"\\n\\u2028\"}", "\"x\":1", "\"\":\"\"", "\"Type\":\"click\"", "\"types\":7",
        "\"a name that is longer than any vector of the processor is wide, by far\":\"and a value that is longer than that, and goes on for some time more\"",
        "\"\\ud800id\":1", "\"idé\":\"é\"", "\"deep\":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]", "\"deeper\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", "\"z\":1e400", "\"t\":true",
        "\"f\":false", "\"n\":null", "\"id\\u0000\":3", "\"merchant_\":\"x\"", "\"list_amount2345\":\"x\"", "\"0123456789abcdef\":\"x\"",
    ];

    private static readonly string[] Spaces = ["", " ", "  ", "\t", "\n", "\r\n", " \t\r\n  "];

    private static readonly string[] Texts = ["live", "video", "search", "mall", "recommend", "store", "other", "Live", "", "merchant", "creator", "quality", "late"];

    private static readonly Gen<string> Time = Gen.Frequency((6, Gen.Long[Noon - 200_000, Noon + 200_000]), (1, Gen.Long[946_684_800_000, 4_102_444_799_999])).Select(Number);

    private static readonly Gen<string> Id = Gen.OneOf(Ids);

    private static readonly Gen<string> Text = Gen.OneOf(Texts).Select(Quoted);

    private static readonly string[] Optional =
        ["received", "product", "creator", "leader", "buyer", "order", "room", "scene", "category", "brand", "count", "quantity", "list_amount", "market_amount",
         "commission_bp", "promised_by", "reason", "points", "target"];

    private static readonly Gen<EventType> Type = Gen.Enum<EventType>();

    /// <summary>A Kafka timestamp, or none, as in a file.</summary>
    public static readonly Gen<long> RecordTimestamp =
        Gen.Frequency((2, Gen.Const(long.MinValue)), (3, Gen.Long[Noon - 400_000, Noon + 400_000]), (1, Gen.OneOf(-1L, 0L, long.MaxValue, long.MinValue + 1)));

    private static readonly Gen<(int Kind, int Where, string Value)> Disturbance = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 999], Gen.OneOf(Odd));

    private static readonly Gen<(string Open, string Colon, string Comma, string Close)> Layout = Gen.Frequency(
        (3, Gen.Const(("", "", "", ""))),
        (2, Gen.Const(("", " ", " ", ""))),
        (3, Gen.Select(Gen.OneOf(Spaces), Gen.OneOf(Spaces), Gen.OneOf(Spaces), Gen.OneOf(Spaces))));

    /// <summary>Records as producers write them, and badly behaved ones.</summary>
    public static readonly Gen<byte[]> Record =
        from fields in Type.SelectMany(Fields)
        from order in Gen.Frequency((1, Gen.Const(0)), (1, Gen.Int[1, 1_000_000]))
        from disturbances in Gen.Frequency((3, Gen.Const(Array.Empty<(int, int, string)>())), (4, Disturbance.Array[1, 3]))
        from layout in Layout
        select Encoding.UTF8.GetBytes(Written(Disturbed(Shuffled(fields, order), disturbances), layout));

    private static readonly Gen<(int Kind, int Where, byte Value)> Mutation =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9_999], Gen.Frequency((2, Gen.Byte), (3, Gen.OneOf("\"\\{}[]:, \t\n\u001f0-.eu"u8.ToArray()))));

    /// <summary>Records with flipped, removed, repeated and inserted bytes.</summary>
    public static readonly Gen<byte[]> Mutated = Gen.Select(Record, Mutation.Array[1, 3]).Select((record, mutations) => mutations.Aggregate(record, Mutate));

    /// <summary>
    /// A layout that comes so often that a decoder learns it, then records that differ from it in a value, a field or a byte: what a learned layout has to
    /// tell from its own.
    /// </summary>
    public static readonly Gen<byte[][]> History =
        from fields in Type.SelectMany(Fields)
        from order in Gen.Frequency((1, Gen.Const(0)), (1, Gen.Int[1, 1_000_000]))
        from disturbances in Disturbance.Array[1].Array[4]
        from mutations in Mutation.Array[1, 2].Array[12]
        select Like(Shuffled([.. fields.Select(Tidy)], order), disturbances, mutations);

    /// <summary>A valid event of a type with all its fields, and some of no contract, as a producer writes it; different for every number.</summary>
    public static string Complete(EventType type, int number)
    {
        string[] common =
        [
            $"\"id\":\"evt-{number:d8}\"", $"\"type\":\"{SnakeCase.Of(type.ToString())}\"", $"\"ts\":{Noon + number}", $"\"received\":{Noon + number + 20}",
            $"\"merchant\":\"商家-{number % 7}\"", $"\"product\":\"p-{number}\"", "\"creator\":\"c-1\"", "\"leader\":null", $"\"buyer\":{100 + number}",
            $"\"order\":\"o-{number}\"", "\"room\":\"r-1\"", "\"scene\":\"live\"", "\"category\":\"服饰\"", "\"brand\":\"B\"",
        ];
        string[] own = type switch
        {
            EventType.Impression or EventType.Click or EventType.Cart => [$"\"count\":{number + 1}"],
            EventType.OrderCreated => [$"\"amount\":{number}", "\"quantity\":2"],
            EventType.OrderPaid => [$"\"amount\":{number}", "\"quantity\":2", "\"list_amount\":9000", "\"market_amount\":8000", "\"commission_bp\":100"],
            EventType.OrderShipped => [$"\"promised_by\":{Noon}"],
            EventType.Refund => [$"\"amount\":{number}", "\"reason\":\"late\""],
            EventType.Review => ["\"stars\":5"],
            EventType.Complaint or EventType.Follow => ["\"target\":\"creator\""],
            EventType.DisputeClosed => ["\"liable\":\"none\""],
            EventType.Watch => [$"\"watch_ms\":{number}", "\"count\":3"],
            EventType.Violation => ["\"target\":\"product\"", "\"severity\":\"severe\"", "\"points\":12"],
            EventType.LiveEnded => [$"\"duration_ms\":{number}"],
            EventType.Decision => ["\"action\":\"reverse\"", "\"by\":\"李\"", "\"why\":\"w\"", "\"event\":{\"id\":\"e0\"}"],
            _ => [],
        };
        return "{" + string.Join(',', [.. common, .. own, "\"new\":true", $"\"session\":\"s-{number}\"", "\"v\":3"]) + "}";
    }

    /// <summary>The field without what no learned layout has: escapes, signs, nesting.</summary>
    private static string Tidy(string field)
    {
        var value = field.IndexOf("\":", StringComparison.Ordinal) + 2;
        return field.AsSpan().ContainsAny('\\', '[', '{') || field[value] == '-' || field.Length - value > 66 ? field[..value].Replace("\\", "") + "\"p1\"" : field;
    }

    private static byte[][] Like(string[] fields, (int Kind, int Where, string Value)[][] disturbances, (int Kind, int Where, byte Value)[][] mutations)
    {
        byte[] Compact(List<string> list) => Encoding.UTF8.GetBytes(Written(list, ("", "", "", "")));
        var usual = Compact([.. fields]);
        return
        [
            .. Enumerable.Repeat(usual, 4),
            .. mutations.Select(m => m.Aggregate(usual, Mutate)),
            .. disturbances.Select(d => Compact(Disturbed(fields, d))),
            .. Enumerable.Repeat(usual, 4),
        ];
    }

    private static Gen<string[]> Fields(EventType type)
    {
        var required = new List<string> { $"\"type\":\"{(type == EventType.Unknown ? "order_packed" : SnakeCase.Of(type.ToString()))}\"" };
        var gens = new List<Gen<string>> { Pair("id", Id), Pair("ts", Time), Pair("merchant", Id) };
        string[] needed = type switch
        {
            EventType.Impression or EventType.Click or EventType.Cart => ["product"],
            EventType.OrderCreated or EventType.OrderPaid or EventType.Refund => ["product", "order", "amount"],
            EventType.OrderShipped => ["product", "order"],
            EventType.Review => ["product", "order", "stars"],
            EventType.Complaint => ["order"],
            EventType.DisputeClosed => ["order", "liable"],
            EventType.Watch => ["watch_ms"],
            EventType.Violation => ["target", "severity"],
            EventType.LiveStarted => ["room"],
            EventType.LiveEnded => ["room", "duration_ms"],
            EventType.Decision => ["action", "by", "why", "kind", "event", "repeat", "handoff_creator"],
            _ => [],
        };
        gens.AddRange(needed.Select(name => Pair(name, Valid(name))));
        gens.AddRange(Optional.Except(needed).Select(name => Gen.Frequency((2, Gen.Const("")), (1, Pair(name, Valid(name))))));
        gens.Add(Gen.Frequency((6, Gen.Const("")), (2, Gen.OneOf(UnknownFields))));
        return gens.Aggregate(Gen.Const(required.ToArray()), (all, next) => Gen.Select(all, next, (list, field) => field == "" ? list : [.. list, field]));
    }

    private static Gen<string> Valid(string name) => name switch
    {
        "received" or "promised_by" => Time,
        "scene" or "reason" => Text,
        "count" or "quantity" => Gen.Long[1, 1_000_000].Select(Number),
        "amount" or "list_amount" or "market_amount" => Gen.Long[0, 1_000_000_000_000].Select(Number),
        "commission_bp" => Gen.Long[0, 10_000].Select(Number),
        "points" => Gen.Long[0, 1_000].Select(Number),
        "stars" => Gen.Long[1, 5].Select(Number),
        "watch_ms" or "duration_ms" => Gen.Long[0, 2_678_400_000].Select(Number),
        "target" or "kind" => Gen.OneOf("merchant", "creator", "product").Select(Quoted),
        "liable" => Gen.OneOf("merchant", "creator", "buyer", "none").Select(Quoted),
        "severity" => Gen.OneOf("general", "severe").Select(Quoted),
        "action" => Gen.OneOf("reverse", "reinstate", "freeze_tier", "release_tier").Select(Quoted),
        "by" or "why" => Gen.OneOf("\"\"", "\"李\"", "\"\\ud800\"", "\"" + new string('w', 500) + "\"", "\"a\\nb\""),
        "repeat" => Gen.OneOf("true", "false", "null"),
        "event" => Gen.OneOf("{}", "{ \"id\" : \"e1\", \"a\":[1, {}] }", "7", "null", "[{}]"),
        _ => Id,
    };

    private static Gen<string> Pair(string name, Gen<string> value) => value.Select(v => $"\"{name}\":{v}");

    private static string Number(long n) => n.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => $"\"{text}\"";

    private static string[] Shuffled(string[] fields, int seed)
    {
        var shuffled = fields.ToArray();
        if (seed != 0) new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    private static List<string> Disturbed(string[] fields, (int Kind, int Where, string Value)[] disturbances)
    {
        var list = fields.ToList();
        foreach (var (kind, where, value) in disturbances)
        {
            if (list.Count == 0) break;
            var i = where % list.Count;
            var colon = list[i].IndexOf("\":", StringComparison.Ordinal);
            switch (kind)
            {
                case 0: list.RemoveAt(i); break;
                case 1: list.Insert(where / 7 % (list.Count + 1), list[i]); break;
                case 2: list.Insert(where / 7 % (list.Count + 1), list[i][..colon] + "\":" + value); break;
                case 3 when colon > 1: list[i] = $"\"\\u{(int)list[i][1]:x4}" + list[i][2..]; break;
                default: list[i] = list[i][..colon] + "\":" + value; break;
            }
        }

        return list;
    }

    private static string Written(List<string> fields, (string Open, string Colon, string Comma, string Close) space)
    {
        var text = new StringBuilder(space.Open).Append('{').Append(space.Open);
        for (var i = 0; i < fields.Count; i++)
        {
            var colon = fields[i].IndexOf("\":", StringComparison.Ordinal) + 1;
            if (i > 0) text.Append(space.Close).Append(',').Append(space.Comma);
            text.Append(fields[i].AsSpan(0, colon)).Append(space.Comma).Append(':').Append(space.Colon).Append(fields[i].AsSpan(colon + 1));
        }

        return text.Append(space.Close).Append('}').Append(space.Close).ToString();
    }

    private static byte[] Mutate(byte[] record, (int Kind, int Where, byte Value) mutation)
    {
        if (record.Length == 0) return record;
        var i = mutation.Where % record.Length;
        switch (mutation.Kind)
        {
            case 0: return [.. record[..i], (byte)(record[i] ^ (1 << (mutation.Value & 7))), .. record[(i + 1)..]];
            case 1: return record[..i];
            case 2: return [.. record[..i], .. record[(i + 1)..]];
            case 3: return [.. record[..i], mutation.Value, .. record[(i + 1)..]];
            default: return [.. record[..i], mutation.Value, .. record[i..]];
        }
    }
}
