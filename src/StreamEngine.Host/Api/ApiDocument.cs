using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StreamEngine.Host.Verbs;

namespace StreamEngine.Host.Api;

/// <summary>Title and version of the OpenAPI document, which is served at <c>/openapi.json</c>. It names no server: whoever asks knows where.</summary>
internal sealed class ApiDocument : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "StreamEngine", Version = VersionVerb.Version, Description = "A running engine, to look at: scores and why, tiers and their changes, lag." };
        document.Servers = [];
        return Task.CompletedTask;
    }
}
