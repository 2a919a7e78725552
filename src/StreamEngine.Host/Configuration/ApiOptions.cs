using System.ComponentModel.DataAnnotations;
using System.Net;

namespace StreamEngine.Host.Configuration;

/// <summary>Where the API listens. It has no users, so by default nobody but the machine itself reaches it.</summary>
internal sealed record ApiOptions : IValidatableObject
{
    /// <summary>IP address to listen on. Default 127.0.0.1; 0.0.0.0 opens it to the network.</summary>
    [Required]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes any that is free. Default 8080.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 8080;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out _)) yield return new($"must be an IP address such as 127.0.0.1, is {Address}", [nameof(Address)]);
    }
}
