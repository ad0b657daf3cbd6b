using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TokenAwareBalancer.Hostile;

/// <summary>nginx or HAProxy as a process on a free port of loopback, in front of one backend.</summary>
internal sealed class ProxyProgram : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ProxyProgram(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Address = new Uri($"http://127.0.0.1:{port}/");
    }

    public Uri Address { get; }

    /// <summary>Where a program is, by the path and the folders of administrators; null where it is not.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/usr/local/sbin")
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static Task<ProxyProgram> StartNginxAsync(string program, Uri backend) => StartAsync(
        program, "nginx.conf", (folder, port) => $$"""
            daemon off; master_process off; pid {{folder}}/pid; error_log {{folder}}/error.log;
            events { }
            http {
              access_log off; client_max_body_size 64m; client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u;
              scgi_temp_path {{folder}}/s;
              server {
                listen 127.0.0.1:{{port}};
                location /v1 { proxy_pass {{backend.AbsoluteUri.TrimEnd('/')}}; proxy_http_version 1.1; proxy_set_header Connection ""; }
              }
            }
            """, file => ["-c", file, "-e", Path.ChangeExtension(file, "log")]);

    public static Task<ProxyProgram> StartHaproxyAsync(string program, Uri backend) => StartAsync(
        program, "haproxy.cfg", (_, port) => $"""
            defaults
              mode http
              timeout connect 5s
              timeout client 10s
              timeout server 10s
            frontend clients
              bind 127.0.0.1:{port}
              http-request deny deny_status 404 unless {"{"} path_beg /v1/ {"}"}
              default_backend engines
            backend engines
              server one {backend.Authority}

            """, file => ["-db", "-f", file]);

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<ProxyProgram> StartAsync(
        string program, string name, Func<string, int, string> configure, Func<string, string[]> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("proxy-").FullName;
        var (file, port) = (Path.Combine(folder, name), FreePort());
        await File.WriteAllTextAsync(file, configure(folder, port));
        var process = Process.Start(new ProcessStartInfo(program, arguments(file)))!;
        var proxy = new ProxyProgram(process, folder, port);
        while (!await AcceptsAsync(port))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return proxy;
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
