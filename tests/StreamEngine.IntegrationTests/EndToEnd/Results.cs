using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamEngine.Commerce;
using StreamEngine.Host.Configuration;
using StreamEngine.IntegrationTests.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.EndToEnd;

/// <summary>Compares everything that an engine leaves outside of itself with what a replay of the same events leaves.</summary>
internal static class Results
{
    public static readonly string[] TableNames = ["entity_minutes", "entity_hours", "entity_days", "scores"];

    /// <summary>Tier changes, dead letters and rows, versions included.</summary>
    public static async Task AssertEqualAsync(HttpClient clickHouse, StreamEngineOptions options, World replayed, int partitions)
    {
        AssertPublished(options, replayed.Lines("tier-changes.jsonl"), partitions);
        AssertAnnounced(options, replayed, partitions);
        AssertDeadLetters(options, replayed, partitions);
        await AssertRowsAsync(clickHouse, options, replayed);
    }

    /// <summary>Each tier change is on its topic once, with the bytes of the replay, and those of a partition are in the order of their ticks.</summary>
    public static void AssertPublished(StreamEngineOptions options, string[] expected, int partitions)
    {
        var records = Topic.Read(options.Kafka, options.Kafka.TierChangesTopic, partitions);
        Assert.Equal(expected.Order(StringComparer.Ordinal), records.Select(r => Encoding.UTF8.GetString(r.Message.Value)).Order(StringComparer.Ordinal));
        foreach (var partition in records.GroupBy(r => r.Partition.Value))
        {
            var ticks = partition.OrderBy(r => r.Offset.Value).Select(r => Header(r, "id").Split(':')[^1]).Select(long.Parse).ToList();
            Assert.Equal(ticks.Order(), ticks);
        }
    }

    /// <summary>Each announcement is on its topic once, with the bytes of the replay and its id.</summary>
    public static void AssertAnnounced(StreamEngineOptions options, World replayed, int partitions)
    {
        foreach (var topic in AnnouncementTopic.All)
        {
            var records = Topic.Read(options.Kafka, options.Kafka.TopicOf(topic), partitions);
            Assert.Equal(replayed.LinesOf($"{topic.Name}.jsonl").Order(StringComparer.Ordinal), records.Select(r => Encoding.UTF8.GetString(r.Message.Value)).Order(StringComparer.Ordinal));
            Assert.Equal(records.Count, records.Select(r => Header(r, "id")).Distinct().Count());
        }
    }

    /// <summary>Each dead letter is on its topic once, with the bytes of the replay.</summary>
    public static void AssertDeadLetters(StreamEngineOptions options, World replayed, int partitions)
    {
        var expected = File.ReadLines(replayed.Folder("dead-letters.jsonl")).Select(line =>
        {
            using var letter = JsonDocument.Parse(line);
            var value = letter.RootElement.TryGetProperty("value", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : letter.RootElement.GetProperty("value_base64").GetBytesFromBase64();
            return $"{letter.RootElement.GetProperty("partition")} {letter.RootElement.GetProperty("reason")} {Convert.ToHexStringLower(value)}";
        });
        var records = Topic.Read(options.Kafka, options.Kafka.DeadLettersTopic, partitions);
        var found = records.Select(r => $"{Header(r, "__connect.errors.partition")} {Header(r, "__connect.errors.exception.message")} {Convert.ToHexStringLower(r.Message.Value)}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(records.Count, records.Select(r => Header(r, "id")).Distinct().Count());
    }

    /// <summary>Tables and views have the rows of the replay.</summary>
    public static async Task AssertRowsAsync(HttpClient clickHouse, StreamEngineOptions options, World replayed)
    {
        foreach (var table in TableNames)
        {
            var rows = replayed.Lines($"rows/{table}.jsonl");
            Assert.Equal(StoredRows.OfReplay(rows, versions: true), await StoredRows.OfAsync(clickHouse, options.ClickHouse, table + " FINAL"));
            Assert.Equal(StoredRows.OfReplay(rows, versions: false), await StoredRows.OfAsync(clickHouse, options.ClickHouse, "v_" + table));
        }
        foreach (var table in CommerceTables.All)
        {
            var rows = replayed.LinesOf($"rows/{table.Name}.jsonl");
            Assert.Equal(StoredRows.OfReplay(table, rows, versions: true), await StoredRows.OfAsync(clickHouse, options.ClickHouse, table, table.Name + " FINAL", versions: true));
            Assert.Equal(StoredRows.OfReplay(table, rows, versions: false), await StoredRows.OfAsync(clickHouse, options.ClickHouse, table, "v_" + table.Name, versions: false));
        }
        var changes = await StoredRows.QueryAsync(clickHouse, options.ClickHouse, "SELECT count() FROM v_tier_changes");
        Assert.Equal($"{replayed.Lines("tier-changes.jsonl").Length}", changes[0]);
    }

    private static string Header(ConsumeResult<byte[], byte[]> record, string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}
