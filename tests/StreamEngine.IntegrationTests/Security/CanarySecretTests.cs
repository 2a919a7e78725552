using System.Net;
using System.Text.RegularExpressions;
using StreamEngine.IntegrationTests.ClickHouse;
using StreamEngine.IntegrationTests.Kafka;
using StreamEngine.Kafka;
using Xunit;

namespace StreamEngine.IntegrationTests.Security;

/// <summary>Row "Secrets in logs" of the security table: secrets that nothing else contains, and every output of the program, above all when it fails.</summary>
public sealed partial class CanarySecretTests(Brokers brokers) : IDisposable
{
    private const string Kafka = "canary-kafka-3141592653589793", KeyPassword = "canary-pem-2718281828459045", ClickHouse = "canary-clickhouse-1414213562373095";
    private const string ApiKey = "canary-api-key-1618033988749894", Other = "another-key-0123456789abcdef";

    private static readonly string[] Canaries = ["canary-", "3141592653589793", "2718281828459045", "1414213562373095", "1618033988749894"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamengine-secrets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Security_secrets_a_configuration_is_judged_without_showing_them()
    {
        foreach (string[] arguments in (string[][])[["validate", "--json"], ["validate"], ["schema", "print"], ["checkpoint", "list", "--folder", _folder.FullName, "--json"]])
            Assert.Equal(0, await RunAsync([.. arguments, "--verbose"], ""));
        Assert.Equal(78, await RunAsync(["validate", "--json", "--verbose"], "kafka: { security: { pasword: x } }", "engine: { zone: nowhere }"));
        Assert.Equal(78, await RunAsync(["run", "--verbose", "--set", $"clickhouse.password={ClickHouse}"], "", onCommandLine: true));
    }

    [Fact]
    public async Task Security_secrets_a_broker_that_refuses_them_is_reported_without_them()
    {
        var kafka = await brokers.OptionsAsync(Broker.Embedded);
        foreach (var mechanism in (string[])["scram_sha512", "scram_sha256"])
        {
            Assert.Equal(1, await RunAsync(["run", "--rows", "jsonl:" + Path.Combine(_folder.FullName, "rows"), "--verbose"], TopicsOf(kafka),
                $"kafka: {{ start_timeout: 3s, security: {{ protocol: sasl_plaintext, mechanism: {mechanism} }} }}"));
        }
        Assert.Equal(1, await RunAsync(["lag", "--verbose"], TopicsOf(kafka), "kafka: { start_timeout: 3s, security: { protocol: sasl_ssl, mechanism: plain } }"));
    }

    [Fact]
    public async Task Security_secrets_a_ClickHouse_that_refuses_them_is_reported_without_them()
    {
        EmbeddedClickHouse.Require();
        await using var server = await EmbeddedClickHouse.StartAsync(Path.Combine(_folder.FullName, "ch"), password: "the-right-one");
        var address = $"clickhouse: {{ host: 127.0.0.1, port: {server.Address.Port} }}";
        foreach (string[] arguments in (string[][])[["schema", "apply"], ["run"]]) Assert.Equal(1, await RunAsync([.. arguments, "--verbose"], address));
        Assert.Equal(1, await RunAsync(["schema", "apply", "--verbose"], $"{address[..^2]}, https: true }}"));
    }

    [Fact]
    public async Task Security_secrets_a_running_engine_shows_none_of_them_to_whom_it_answers()
    {
        var kafka = await brokers.OptionsAsync(Broker.Embedded);
        await using var engine = Start(["run", "--rows", "jsonl:" + Path.Combine(_folder.FullName, "rows"), "--verbose", "--json"], TopicsOf(kafka),
            $"checkpoints: {{ folder: '{Path.Combine(_folder.FullName, "checkpoints")}' }}");
        await engine.UntilAsync(() => engine.HasExited || engine.Said.Contains("running: ", StringComparison.Ordinal), "the start");
        var address = Address().Match(engine.Said).Groups[1].Value;
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        foreach (var key in (string?[])[null, Other, ApiKey])
        {
            http.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key);
            foreach (var path in (string[])["metrics", "api/status", "api/lag", "api/changes", "api/too-late", "openapi.json", "health/ready", "api/entities/product?id=x", "no/such/path"])
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
                if (key != ApiKey && !path.StartsWith("health", StringComparison.Ordinal)) Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                Clean(answer.Headers + await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }
        Assert.Equal(0, await RunAsync(["lag", "--api", address, "--json", "--verbose"], ""));
        var other = Path.Combine(_folder.FullName, "other.secret");
        await File.WriteAllTextAsync(other, Other, TestContext.Current.CancellationToken);
        Assert.Equal(1, await RunAsync(["lag", "--api", address, "--verbose", "--set", $"api.key_file={other}"], ""));
        Clean(engine.CommandLine);
        engine.Terminate();
        await engine.ExitAsync();
        Clean(engine.Said);
        Assert.Contains("audit: ", engine.Said, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".secret", StringComparison.Ordinal)))
            Clean(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    private static string TopicsOf(KafkaOptions kafka) =>
        $"kafka: {{ bootstrap_servers: '{kafka.BootstrapServers}', events_topic: {kafka.EventsTopic}, tier_changes_topic: {kafka.TierChangesTopic}, milestones_topic: {kafka.MilestonesTopic}, handoff_audiences_topic: {kafka.HandoffAudiencesTopic}, subsidy_changes_topic: {kafka.SubsidyChangesTopic}, dead_letters_topic: {kafka.DeadLettersTopic}, group_id: {kafka.GroupId}, transactional_id: {kafka.TransactionalId}, check_crcs: false, heartbeats: off }}";

    private static void Clean(string text)
    {
        foreach (var canary in Canaries) Assert.DoesNotContain(canary, text, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<int> RunAsync(string[] arguments, string values, string more = "", bool onCommandLine = false)
    {
        await using var program = Start(arguments, values, more);
        if (!onCommandLine && !program.HasExited && File.Exists("/proc/self/cmdline")) CleanCommandLine(program);
        var code = await program.ExitAsync();
        Clean(program.Said);
        Assert.NotEmpty(program.Said);
        return code;
    }

    private static void CleanCommandLine(RunningProgram program)
    {
        try
        {
            Clean(program.CommandLine);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
        }
    }

    // The secrets by every way that there is; over the file go the values of the test, as the environment says them.
    private RunningProgram Start(string[] arguments, params string[] values)
    {
        File.WriteAllText(Secret("kafka"), Kafka + "\n");
        File.WriteAllText(Secret("key"), KeyPassword);
        File.WriteAllText(Secret("api"), ApiKey);
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, $$$"""
            kafka: { security: { user: me, password_file: '{{{Secret("kafka")}}}', key_password_file: '{{{Secret("key")}}}' } }
            clickhouse: { password: "${env:CANARY}" }
            api: { port: 0, keys: [{ name: shift, role: operator, key_file: '{{{Secret("api")}}}' }], key_file: '{{{Secret("api")}}}' }
            """);
        var environment = values.Where(v => v.Length > 0).SelectMany(Flatten).Append(("CANARY", ClickHouse)).ToArray();
        return new RunningProgram([.. arguments, "--config", file], environment);

        string Secret(string name) => Path.Combine(_folder.FullName, name + ".secret");
    }

    // "kafka: { security: { protocol: x } }" to STREAMENGINE__KAFKA__SECURITY__PROTOCOL=x.
    private static IEnumerable<(string Name, string Value)> Flatten(string yaml)
    {
        var path = new Stack<string>();
        foreach (Match token in Tokens().Matches(yaml))
        {
            if (token.Groups["section"].Success) path.Push(token.Groups["section"].Value);
            else if (token.Groups["end"].Success) path.Pop();
            else yield return ($"STREAMENGINE__{string.Join("__", path.Reverse().Append(token.Groups["key"].Value)).ToUpperInvariant()}", token.Groups["value"].Value.Trim('\''));
        }
    }

    [GeneratedRegex(@"(?<section>\w+): \{|(?<end>\})|(?<key>\w+): (?<value>'[^']*'|[^,}\s]+)")]
    private static partial Regex Tokens();

    [GeneratedRegex("API listens on (http://[^ \r\n]+)")]
    private static partial Regex Address();
}
