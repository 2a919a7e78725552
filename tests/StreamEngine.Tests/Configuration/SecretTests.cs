using StreamEngine.Host.Configuration;
using StreamEngine.Pipeline;
using Xunit;

namespace StreamEngine.Tests.Configuration;

public sealed class SecretTests
{
    private sealed record Account
    {
        public string User { get; init; } = "";

        public Secret? Password { get; init; }
    }

    [Fact]
    public void A_secret_shows_itself_only_when_asked_by_name()
    {
        var (account, errors) = Bind("user: me\npassword: 's3:cr#t'\n");
        Assert.Empty(errors);
        Assert.Equal("s3:cr#t", account.Password!.Reveal());
        Assert.DoesNotContain("s3", account.ToString(), StringComparison.Ordinal);
        Assert.Contains("***", account.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_comes_from_the_environment_or_from_a_file_of_its_own()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "from a file\n");
            Assert.Equal("from a file", Bind($"password_file: {file}").Account.Password!.Reveal());
            Assert.Equal("from outside", Bind("password: ${env:PASSWORD}").Account.Password!.Reveal());
            Assert.Equal("password_file (line 1): must be absent, since password is there too", Assert.Single(Bind($"password_file: {file}\npassword: x").Errors));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_secret_that_cannot_be_read_is_an_error_that_does_not_show_it()
    {
        Assert.StartsWith("password_file (line 1): must name a file that can be read: ", Assert.Single(Bind("password_file: /no/such/file").Errors), StringComparison.Ordinal);
        Assert.Equal("password (line 1): must be a text that is not empty", Assert.Single(Bind("password: ''").Errors));
        Assert.StartsWith("user_file (line 1): is no key here", Assert.Single(Bind("user_file: x").Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_of_the_sections_stay_hidden_in_options_and_errors()
    {
        var options = Loading.Options("clickhouse: { password: hunter2 }", ["kafka.security.user=me"], new() { ["STREAMENGINE__KAFKA__SECURITY__PASSWORD"] = "hunter3" });
        Assert.Equal(("hunter2", "hunter3"), (options.ClickHouse.Password!.Reveal(), options.Kafka.Security.Password!.Reveal()));
        Assert.DoesNotContain("hunter", options.ToString(), StringComparison.Ordinal);
    }

    private static (Account Account, List<string> Errors) Bind(string yaml)
    {
        var errors = new List<ConfigurationError>();
        var node = YamlReader.Read(yaml, OriginKind.File, errors)!;
        var account = new ConfigurationBinder(new Dictionary<string, string> { ["PASSWORD"] = "from outside" }, errors).Bind<Account>(node);
        return (account, [.. errors.Select(e => e.ToString())]);
    }
}
