using System.Runtime.InteropServices;
using System.Text;
using StreamEngine.Commerce;

namespace StreamEngine.Pipeline;

/// <summary>
/// Writes the audience of a room that opens as messages. A message holds at most <see cref="MostEdges"/> edges: with the longest ids, every byte of them escaped, it
/// stays below the megabyte that brokers take by default.
/// </summary>
internal sealed class AudienceJson
{
    /// <summary>Two ids of 64 bytes at up to 6 bytes each, age and names: some 830 bytes an edge at worst, 110 usually.</summary>
    public const int MostEdges = 1_000;

    private readonly byte[] _key;
    private readonly string _merchant, _room;
    private readonly int _epoch;
    private readonly long _tick;
    private readonly JsonText _text = new();
    private int _part;

    /// <param name="merchant">The merchant.</param>
    /// <param name="room">The room.</param>
    /// <param name="epoch">Part of the id.</param>
    /// <param name="tick">The tick that publishes it.</param>
    /// <param name="edges">How many edges there are in all.</param>
    public AudienceJson(ReadOnlySpan<byte> merchant, ReadOnlySpan<byte> room, int epoch, long tick, int edges)
    {
        _key = merchant.ToArray();
        (_merchant, _room) = (Encoding.UTF8.GetString(merchant), Encoding.UTF8.GetString(room));
        (_epoch, _tick) = (epoch, tick);
        Parts = (edges + MostEdges - 1) / MostEdges;
    }

    /// <summary>How many messages it takes; none when there is nobody.</summary>
    public int Parts { get; }

    /// <summary>The edges of a part, counted from 0.</summary>
    public static ReadOnlySpan<OpenEdge> PartOf(List<OpenEdge> edges, int part) =>
        CollectionsMarshal.AsSpan(edges)[(part * MostEdges)..Math.Min(edges.Count, (part + 1) * MostEdges)];

    /// <summary>Begins a part, counted from 0.</summary>
    public void Begin(int part)
    {
        _part = part;
        _text.Clear();
        _text.Object().Name("id").Value(Id).Name("merchant").Value(_merchant).Name("room").Value(_room).Name("epoch").Value(_epoch).Name("tick").Value(_tick)
            .Name("part").Value(part + 1).Name("parts").Value(Parts).Name("edges").Array();
    }

    /// <summary>An edge; its age at the tick is in ms.</summary>
    public void Add(ReadOnlySpan<byte> buyer, ReadOnlySpan<byte> creator, long age) =>
        _text.Object().Name("buyer").Value(buyer).Name("creator").Value(creator).Name("age_ms").Value(age).EndObject();

    /// <summary>Ends the part.</summary>
    public Announcement End()
    {
        _text.EndArray().EndObject();
        return new Announcement(AnnouncementTopic.HandoffAudiences, _key, Id, _text.Written.ToArray());
    }

    private string Id => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_merchant}:{_room}:{_epoch}:{_tick}:{_part + 1}");
}
