using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using StreamEngine.Host.Cli;
using StreamEngine.Host.Configuration;

namespace StreamEngine.Host.Verbs;

/// <summary><c>api-key</c>: a new key for the API. It is printed once; what the configuration needs is its hash.</summary>
internal static class ApiKeyVerb
{
    private const int Bytes = 32;

    private static readonly Option<string> Name = new("--name") { Description = "Whose key it is.", DefaultValueFactory = _ => "me" };

    private static readonly Option<ApiRole> Role = new("--role") { Description = "What its bearer may do: viewer, operator, admin." };

    public static Command Create()
    {
        var verb = Verb.Create("api-key", "Make a key for the API: prints the key, once, and the line with its hash for api.keys of the configuration.",
            "streamengine api-key --name grafana --role viewer", Run);
        verb.Add(Name);
        verb.Add(Role);
        return verb;
    }

    private static Task<int> Run(VerbContext context, CancellationToken stop)
    {
        var key = "se_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        var (name, role) = (context.Get(Name)!, context.Get(Role).ToString().ToLowerInvariant());
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) throw new UsageException("--name must be 1 to 64 letters, digits, dots, underscores or hyphens");
        var hash = Convert.ToHexStringLower(ApiKeyOptions.DigestOf(key));
        if (context.Json) context.PrintJson(new { Key = key, Name = name, Role = role, Hash = hash });
        else
        {
            context.Out.WriteLine(key);
            context.Error.WriteLine("Keep the key above, it is shown only now. Into the configuration goes its hash:");
            context.Error.WriteLine($"  api: {{ keys: [{{ name: {name}, role: {role}, hash: {hash} }}] }}");
        }
        return Task.FromResult(ExitCode.Success);
    }
}
