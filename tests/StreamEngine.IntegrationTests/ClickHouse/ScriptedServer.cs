using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StreamEngine.IntegrationTests.ClickHouse;

/// <summary>Answers in front of a real server: passes requests on, or answers an INSERT as it is told to. Keeps a hash of every INSERT's body.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _server;
    private readonly ConcurrentQueue<string> _bodies = new();

    private ScriptedServer(WebApplication application, HttpClient server) => (_application, _server) = (application, server);

    public Uri Address => new(_application.Urls.First());

    /// <summary>What an INSERT gets instead of the server's answer; false lets the server answer. Null: always the server.</summary>
    public Func<HttpContext, Task<bool>>? Answer { get; set; }

    /// <summary>Hash of the body of every INSERT, in the order in which they came.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    public static async Task<ScriptedServer> StartAsync(Uri server, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        var scripted = new ScriptedServer(application, new HttpClient { BaseAddress = server });
        application.Run(scripted.HandleAsync);
        await application.StartAsync();
        return scripted;
    }

    /// <summary>Answers an INSERT with an error as the server words it.</summary>
    public void Fail(int code, string text, HttpStatusCode status = HttpStatusCode.InternalServerError) => Answer = async context =>
    {
        context.Response.StatusCode = (int)status;
        context.Response.Headers["X-ClickHouse-Exception-Code"] = code.ToString();
        await context.Response.WriteAsync($"Code: {code}. DB::Exception: {text} (version 26.5.1.1)\n");
        return true;
    };

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _server.Dispose();
    }

    /// <summary>Lets the server answer a request, whose query string may have been changed.</summary>
    public async Task PassAsync(HttpContext context)
    {
        var body = (byte[])context.Items[nameof(Bodies)]!;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString.Value) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in context.Request.Headers)
        {
            if (name is "Content-Encoding") request.Content.Headers.TryAddWithoutValidation(name, value.ToString());
            else if (name is "Authorization") request.Headers.TryAddWithoutValidation(name, value.ToString());
        }
        using var result = await _server.SendAsync(request);
        context.Response.StatusCode = (int)result.StatusCode;
        foreach (var (name, values) in result.Headers.Where(h => h.Key.StartsWith("X-ClickHouse", StringComparison.Ordinal)))
            context.Response.Headers[name] = values.ToArray();
        await result.Content.CopyToAsync(context.Response.Body);
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        context.Items[nameof(Bodies)] = body;
        var isInsert = context.Request.QueryString.Value!.Contains("INSERT", StringComparison.Ordinal) || body.AsSpan().StartsWith("INSERT"u8);
        if (isInsert)
        {
            _bodies.Enqueue(Convert.ToHexString(SHA256.HashData(body)));
            if (Answer is { } answer && await answer(context)) return;
        }
        await PassAsync(context);
    }
}
