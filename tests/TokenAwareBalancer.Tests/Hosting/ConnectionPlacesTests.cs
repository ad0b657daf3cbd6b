using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Hosting;

public sealed class ConnectionPlacesTests
{
    [Fact]
    public async Task Connections_OverTwoListeners_AreBoundedTogether()
    {
        var places = new ConnectionPlaces(most: 2);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, 0, places.Guard);
            server.Listen(IPAddress.Loopback, 0, places.Guard);
        });
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var ports = application.Services.GetRequiredService<IServer>().Features
            .GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address).Port).ToArray();

        using var first = await ConnectAsync(ports[0]);
        using var second = await ConnectAsync(ports[1]);
        await Patience.UntilAsync(() => places.Open == 2);
        await AssertClosedAsync(ports[1]);

        first.Close();
        await Patience.UntilAsync(() => places.Open == 1);
        using var fourth = await ConnectAsync(ports[0]);
        await Patience.UntilAsync(() => places.Open == 2);
        Assert.False(fourth.Client.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead));
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task AssertClosedAsync(int port)
    {
        try
        {
            using var client = await ConnectAsync(port);
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Patience.Token));
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Reset, perhaps before the client knew that it was connected.
        }
    }
}
