using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A long prompt over a slow line is no attack.</summary>
public sealed class SlowUploadTests : ServingTest
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Upload_OfTenBytesASecond_IsServed()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var client = await ConnectAsync();
        var body = Wire.Chat();

        await client.SendAsync(Wire.Head("POST", Wire.ChatPath, $"Content-Length: {body.Length}"));
        for (var i = 0; i < body.Length; i++)
        {
            await client.SendAsync(body.AsMemory(i, 1));
            await Task.Delay(Gap, TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await client.ReadAnswerAsync()).Status);
        Assert.Equal(Encoding.UTF8.GetString(body), backend.OnlyRequest.Text);
    }

    [Fact]
    public async Task Upload_LongerThanTheTotalTime_IsEnded()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(
            options => options.Timeouts = new() { FirstToken = Gap, Total = 3 * Gap }, backend);
        var client = await ConnectAsync();

        await client.SendAsync(Wire.PostChat().AsMemory(..^1));

        ErrorShape.AssertTells(await client.ReadAnswerAsync(), false, 504, "total_timeout", "server_error", "timeout");
        Assert.Empty(backend.Requests);
    }
}
