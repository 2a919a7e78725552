using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using ZstdSharp;

namespace StreamEngine.ClickHouse.Embedded;

/// <summary>A request's body in the clear.</summary>
internal static class RequestBody
{
    /// <summary>Undoes the body's Content-Encoding; false when it is one that nobody here knows.</summary>
    public static bool TryDecode(HttpRequest request, out Stream body)
    {
        var encoding = request.Headers.ContentEncoding.ToString().Trim();
        body = encoding.ToLowerInvariant() switch
        {
            "" or "identity" => request.Body,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress),
            "zstd" => new DecompressionStream(request.Body),
            _ => Stream.Null,
        };
        return body != Stream.Null;
    }
}
