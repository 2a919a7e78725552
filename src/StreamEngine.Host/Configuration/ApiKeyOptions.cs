using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using StreamEngine.Pipeline;

namespace StreamEngine.Host.Configuration;

/// <summary>What the bearer of a key may do; each may what those before it may.</summary>
internal enum ApiRole
{
    /// <summary>Look.</summary>
    Viewer,
    /// <summary>Change what can be changed back or repeated.</summary>
    Operator,
    /// <summary>Take away.</summary>
    Admin,
}

/// <summary>A key of the API, by its hash or itself. A hash is enough to check a key and useless to ask with.</summary>
internal sealed record ApiKeyOptions : IValidatableObject
{
    private const int FewestCharacters = 24;

    /// <summary>Whose it is: in the audit log and in messages.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string Name { get; init; } = "";

    /// <summary>What its bearer may do. Default: look.</summary>
    public ApiRole Role { get; init; } = ApiRole.Viewer;

    /// <summary>SHA-256 of the key, 64 hexadecimal digits, as <c>streamengine api-key</c> prints it. Keys are random, so that no slower hash is needed.</summary>
    [RegularExpression("[0-9a-f]{64}", ErrorMessage = "must be 64 hexadecimal digits, as `streamengine api-key` prints them")]
    public string? Hash { get; init; }

    /// <summary>The key itself, where it comes from the environment or a file; at least 24 characters.</summary>
    public Secret? Key { get; init; }

    /// <summary>The hash of the key, whichever was given.</summary>
    internal byte[] Digest => Key is { } key ? DigestOf(key.Reveal()) : Convert.FromHexString(Hash!);

    /// <summary>SHA-256 of a key.</summary>
    internal static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hash is null == Key is null) yield return new("needs either hash, or key or key_file");
        if (Key is { } key && key.Reveal().Length < FewestCharacters) yield return new($"must have at least {FewestCharacters} characters: `streamengine api-key` makes one", [nameof(Key)]);
    }
}
