using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>Builds the web server of one engine: Kestrel and one delegate, with nothing around them.</summary>
/// <remarks>
/// The empty builder, because dozens run in one process: the slim one reads settings files and watches each (an inotify
/// instance apiece), takes addresses from the environment, logs to the console and listens for Ctrl+C.
/// </remarks>
internal static class EngineHost
{
    public static WebApplication Create(IPAddress host, int port, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, host, port));
        builder.Services.AddSingleton<IHostLifetime, HeadlessLifetime>();
        var application = builder.Build();
        application.Run(answer);
        return application;
    }

    private static void Configure(KestrelServerOptions kestrel, IPAddress host, int port)
    {
        kestrel.AddServerHeader = false;
        // An engine takes any body its context holds, and waits for slow readers and writers as long as they like.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        // TCP no-delay is the socket transport's default.
        kestrel.Listen(host, port, static listen => listen.Protocols = HttpProtocols.Http1);
    }
}
