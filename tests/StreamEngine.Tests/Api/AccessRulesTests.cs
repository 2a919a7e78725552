using Microsoft.AspNetCore.Http;
using StreamEngine.Host.Api;
using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Api;

/// <summary>Rows "HTTP API" and "CSRF / DNS rebinding" of the security table.</summary>
public sealed class AccessRulesTests
{
    private const string ViewerKey = "viewer-key-0123456789abcdef", OperatorKey = "operator-key-0123456789abcdef", AdminKey = "admin-key-0123456789abcdefgh";

    private static readonly ApiOptions Loopback = new();

    private static readonly ApiOptions Open = new()
    {
        Address = "0.0.0.0",
        PlainHttp = true,
        AllowedHosts = ["engine.example"],
        Keys =
        [
            new() { Name = "dashboard", Role = ApiRole.Viewer, Key = new Secret(ViewerKey) },
            new() { Name = "shift", Role = ApiRole.Operator, Hash = Convert.ToHexStringLower(ApiKeyOptions.DigestOf(OperatorKey)) },
            new() { Name = "chief", Role = ApiRole.Admin, Key = new Secret(AdminKey) },
        ],
    };

    [Theory]
    [InlineData("127.0.0.1:8080", 0)]
    [InlineData("127.1.2.3", 0)]
    [InlineData("[::1]:8080", 0)]
    [InlineData("LOCALHOST", 0)]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("10.0.0.5", 403)]
    [InlineData("", 403)]
    public void Security_dns_rebinding_on_loopback_only_this_machine_s_names_are_answered(string host, int status) =>
        Assert.Equal(status, Decide(Loopback, "GET", host: host).Status);

    [Theory]
    [InlineData("10.0.0.5:8080", 0)]
    [InlineData("engine.example:8080", 0)]
    [InlineData("ENGINE.example", 0)]
    [InlineData("evil.example", 403)]
    public void Security_dns_rebinding_beyond_the_machine_addresses_and_allowed_names_are_answered(string host, int status) =>
        Assert.Equal(status, Decide(Open, "GET", host: host, key: ViewerKey).Status);

    [Theory]
    [InlineData("GET", null, "cross-site", "cors", 403)]
    [InlineData("GET", null, "same-site", "no-cors", 403)]
    [InlineData("GET", null, "cross-site", "navigate", 0)]
    [InlineData("POST", null, "cross-site", "navigate", 403)]
    [InlineData("GET", null, "same-origin", "cors", 0)]
    [InlineData("GET", null, "none", "navigate", 0)]
    [InlineData("POST", "http://127.0.0.1:8080", "same-origin", "cors", 0)]
    [InlineData("POST", "http://127.0.0.1:9999", null, null, 403)]
    [InlineData("POST", "https://127.0.0.1:8080", null, null, 403)]
    [InlineData("POST", "http://evil.example", null, null, 403)]
    [InlineData("POST", "null", null, null, 403)]
    [InlineData("POST", "", null, null, 403)]
    [InlineData("GET", "http://evil.example", null, null, 403)]
    [InlineData("POST", null, null, null, 0)]
    public void Security_csrf_pages_of_other_origins_may_not_ask(string method, string? origin, string? site, string? mode, int status) =>
        Assert.Equal(status, Decide(Loopback, method, origin: origin, site: site, mode: mode).Status);

    [Theory]
    [InlineData("GET", null, 401)]
    [InlineData("GET", "", 401)]
    [InlineData("GET", "viewer-key-0123456789abcdeg", 401)]
    [InlineData("GET", ViewerKey, 0)]
    [InlineData("HEAD", ViewerKey, 0)]
    [InlineData("POST", ViewerKey, 403)]
    [InlineData("POST", OperatorKey, 0)]
    [InlineData("PUT", OperatorKey, 0)]
    [InlineData("DELETE", OperatorKey, 403)]
    [InlineData("DELETE", AdminKey, 0)]
    [InlineData("BREW", ViewerKey, 403)]
    public void Security_http_api_viewers_look_operators_change_and_admins_take_away(string method, string? key, int status) =>
        Assert.Equal(status, Decide(Open, method, key: key).Status);

    [Fact]
    public void Security_http_api_a_hash_is_no_key() =>
        Assert.Equal(401, Decide(Open, "GET", key: Open.Keys[1].Hash).Status);

    [Fact]
    public void Who_asks_is_known_by_the_name_of_the_key() =>
        Assert.Equal(("dashboard", "shift"), (Decide(Open, "GET", key: ViewerKey).Who, Decide(Open, "GET", key: OperatorKey).Who));

    [Fact]
    public void Health_needs_no_key_and_nothing_that_looks_like_it_does()
    {
        Assert.Equal(0, Decide(Open, "GET", path: "/health/ready").Status);
        Assert.Equal(401, Decide(Open, "GET", path: "/healthy").Status);
        Assert.Equal(401, Decide(Open, "GET", path: "/api/health/").Status);
    }

    private static Access Decide(
        ApiOptions options, string method, string host = "127.0.0.1:8080", string path = "/api/status", string? origin = null, string? site = null, string? mode = null, string? key = null) =>
        new AccessRules(options).Decide(new AccessRequest(method, path, "http", new HostString(host), origin, site, mode, key));
}
