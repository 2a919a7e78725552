using StreamEngine.Host.Configuration;
using Xunit;

namespace StreamEngine.Tests.Configuration;

/// <summary>What a configuration may not give away.</summary>
public sealed class SecurityTests
{
    private const string Hash = "d06d0559e0a49b55a3d0febe6d246d3b2992b590ba557ff116b9397641c3f7df";

    [Fact]
    public void Security_kafka_transport_verification_is_on_and_only_a_laboratory_may_turn_it_off()
    {
        const string text = "kafka: { security: { protocol: ssl, verify: false } }";
        Assert.True(Loading.Options().Kafka.Security.Verify);
        Assert.Equal("kafka.security.verify (line 1): is off, so that whoever answers at the brokers' address is taken for them; only --insecure-dev allows it", Assert.Single(Loading.Errors(text)));
        var laboratory = ConfigurationLoader.LoadText(text, [], Loading.NoEnvironment, insecureDev: true);
        Assert.False(laboratory.Options!.Kafka.Security.Verify);
        Assert.StartsWith("kafka.security.verify (line 1): is off", Assert.Single(laboratory.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Security_kafka_auth_a_password_in_the_clear_needs_tls()
    {
        const string rest = "mechanism: plain, user: me, password: '${env:PASSWORD}' } }";
        var environment = new Dictionary<string, string> { ["PASSWORD"] = "hunter2" };
        Assert.StartsWith("kafka.security.mechanism (line 1): plain would send the password unencrypted",
            Assert.Single(Loading.Errors($"kafka: {{ security: {{ protocol: sasl_plaintext, {rest}", null, environment)), StringComparison.Ordinal);
        Assert.Equal("hunter2", Loading.Options($"kafka: {{ security: {{ protocol: sasl_ssl, {rest}", null, environment).Kafka.Security.Password!.Reveal());
    }

    [Fact]
    public void Security_clickhouse_transport_is_https_unless_the_host_is_this_machine_and_turning_it_off_is_told()
    {
        Assert.Equal("https", Loading.Options("clickhouse: { host: ch.example }").ClickHouse.Endpoint.Scheme);
        foreach (var host in (string[])["127.0.0.1", "localhost", "'::1'"]) Assert.Equal("http", Loading.Options($"clickhouse: {{ host: {host} }}").ClickHouse.Endpoint.Scheme);
        var loaded = ConfigurationLoader.LoadText("clickhouse: { host: ch.example, https: false }", [], Loading.NoEnvironment);
        Assert.Equal("clickhouse.https (line 1): is off: rows and password travel unencrypted to ch.example", Assert.Single(loaded.Warnings).ToString());
    }

    [Theory]
    [InlineData("address: 0.0.0.0", "as long as there are no keys")]
    [InlineData("address: '::'", "as long as there are no keys")]
    [InlineData("address: 0.0.0.0, plain_http: true", "as long as there are no keys")]
    [InlineData($"address: 0.0.0.0, keys: [{{ name: a, hash: {Hash} }}]", "as long as there is no api.certificate_file")]
    [InlineData($"keys: [{{ name: a, hash: {Hash} }}, {{ name: a, hash: {Hash} }}]", "must each have a name of its own")]
    [InlineData("keys: [{ name: a }]", "needs either hash, or key or key_file")]
    [InlineData("keys: [{ name: a, hash: 00 }]", "must be 64 hexadecimal digits")]
    [InlineData("keys: [{ name: a, key: short }]", "must have at least 24 characters")]
    [InlineData("keys: [{ name: a, role: root }]", "must be one of viewer, operator, admin")]
    [InlineData("certificate_file: /etc/hostname", "certificate and key go together")]
    public void Security_http_api_is_not_opened_to_the_network_without_keys_and_encryption(string api, string says) =>
        Assert.Contains(Loading.Errors($"api: {{ {api} }}"), error => error.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void Security_http_api_can_be_opened_with_a_key_behind_a_proxy()
    {
        var api = Loading.Options($"api: {{ address: 0.0.0.0, plain_http: true, keys: [{{ name: a, role: operator, hash: {Hash} }}] }}").Api;
        Assert.Equal((false, ApiRole.Operator), (api.IsLoopback, Assert.Single(api.Keys).Role));
    }

    [Fact]
    public void Security_secrets_a_secret_on_the_command_line_is_refused_and_not_repeated()
    {
        foreach (var path in (string[])["kafka.security.password", "kafka.security.key_password", "clickhouse.password", "api.key"])
        {
            var error = Assert.Single(Loading.Errors(null, [$"{path}=hunter2"]));
            Assert.StartsWith($"{path} (--set): must not be on the command line", error, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
        }
        var environment = new Dictionary<string, string> { ["CH"] = "hunter2", ["STREAMENGINE__KAFKA__SECURITY__PASSWORD"] = "hunter3" };
        var options = Loading.Options(null, ["clickhouse.password=${env:CH}"], environment);
        Assert.Equal(("hunter2", "hunter3"), (options.ClickHouse.Password!.Reveal(), options.Kafka.Security.Password!.Reveal()));
    }
}
