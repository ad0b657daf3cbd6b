using System.Diagnostics;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What the balancer ends by itself ends at the engine within a tenth of a second, and is settled.</summary>
[Collection(TimeCritical.Name)]
public sealed class EndedFromHereTests : Http2Test
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    public enum Cause
    {
        FirstToken,
        BetweenTokens,
        Total,
        Shutdown,
    }

    /// <summary>An answer that is not streamed has no first token, and is silent until it is whole.</summary>
    public static TheoryData<Cause, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<Cause, bool, bool>();
            foreach (var http2 in new[] { false, true })
            {
                foreach (var cause in Enum.GetValues<Cause>())
                {
                    cases.Add(cause, true, http2);
                    if (cause is Cause.Total or Cause.Shutdown)
                        cases.Add(cause, false, http2);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Answer_TimeIsUp_BackendSeesItWithinATenthOfASecond(Cause cause, bool stream, bool http2)
    {
        var begun = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isWarm = false;
        var backend = Backend(async exchange =>
        {
            if (!isWarm)
            {
                isWarm = true;
                await exchange.AnswerAsync(Wire.ChatAnswer);
                return;
            }

            await BeginAsync(exchange, cause, stream);
            begun.TrySetResult(Stopwatch.GetTimestamp());
            await exchange.Gone;
        });
        var client = await StartAsync(http2, cause, backend);
        // What is compiled on the way to the first answer is no part of what is measured.
        await ReadToEndAsync(http2 ? client : null, stream: false);
        await backend.NextAsync();
        var answering = ReadToEndAsync(http2 ? client : null, stream);
        var exchange = await backend.NextAsync();

        var limitFrom = Stopwatch.GetTimestamp();
        if (cause == Cause.BetweenTokens)
            limitFrom = await begun.Task.Within();
        Task? stopping = null;
        if (cause == Cause.Shutdown)
        {
            await begun.Task.Within();
            limitFrom = Stopwatch.GetTimestamp();
            stopping = Balancer.StopAsync();
        }

        var took = Stopwatch.GetElapsedTime(limitFrom, await exchange.Gone.Within());

        TestContext.Current.TestOutputHelper?.WriteLine($"{(took - Limit).TotalMilliseconds:0.0} ms after its limit");
        // The clock of the limit starts within the balancer, a little off from the one here.
        Assert.InRange((took - Limit).TotalMilliseconds, -50, 100);
        await AssertSettledAsync();
        await answering.Within();
        await (stopping ?? Task.CompletedTask).Within();
    }

    private static async Task BeginAsync(BackendExchange exchange, Cause cause, bool stream)
    {
        if (!stream)
            return;
        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync(cause == Cause.FirstToken ? Wire.RoleEvent : Wire.ContentEvent);
    }

    private Task<Http2Client> StartAsync(bool http2, Cause cause, ScriptedBackend backend) => StartHttp2Async(
        overTls: false,
        options =>
        {
            if (!http2)
                options.Listen = [FreePort];
            options.Timeouts = cause switch
            {
                Cause.FirstToken => new TimeoutOptions { FirstToken = Limit },
                Cause.BetweenTokens => new TimeoutOptions { BetweenTokens = Limit },
                Cause.Total => new TimeoutOptions { Total = Limit },
                _ => new TimeoutOptions { Shutdown = Limit },
            };
        },
        backend);

    /// <summary>Reads whatever comes, over HTTP/1.1 without a client for the other.</summary>
    private async Task ReadToEndAsync(Http2Client? http2, bool stream)
    {
        try
        {
            if (http2 is null)
            {
                await AskChatAsync(stream);
                return;
            }

            using var response = await http2.PostChatAsync(stream);
            await response.Content.ReadAsByteArrayAsync(Patience.Token);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // An answer that is not streamed is torn; its client sees that in its own way.
        }
    }
}
