using System.Collections.Concurrent;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

[Collection(TimeCritical.Name)]
public sealed class LoadLoopTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(400);

    [Fact]
    public async Task ClosedLoop_MoreRequestsThanClients_KeepsThatManyUnderWay()
    {
        await using var server = new ScriptedBackend(async exchange =>
        {
            await Task.Delay(10);
            await LoadLab.AnswerStreamAsync(exchange);
        });

        var result = await RunAsync(new ClosedLoop(4, TimeProvider.System), server, Many(40));

        Assert.Equal(4, server.MostInFlight);
        Assert.Equal(Enumerable.Range(0, 40), result.Timings.Select(timing => timing.Index));
        Assert.All(result.Timings, timing => Assert.True(timing.IsComplete));
    }

    [Fact]
    public async Task OpenLoop_TargetThatStalls_SendsAllTheSameAtTheirTimes()
    {
        var arrivals = new ConcurrentQueue<long>();
        await using var server = new ScriptedBackend(async exchange =>
        {
            arrivals.Enqueue(TimeProvider.System.GetTimestamp());
            await Task.Delay(Long);
            await LoadLab.AnswerStreamAsync(exchange);
        });

        var result = await RunAsync(new OpenLoop(1, TimeProvider.System), server, Every(0.02, 10));

        Assert.Equal(10, server.MostInFlight);
        var seconds = arrivals.Order().Select(arrival =>
            TimeProvider.System.GetElapsedTime(result.StartTimestamp, arrival).TotalSeconds).ToArray();
        // Not early, and not one answer late.
        Assert.All(seconds.Index(), one => Assert.InRange(one.Item, one.Index * 0.02, one.Index * 0.02 + 0.2));
    }

    [Fact]
    public async Task OpenLoop_Speed_DividesTimes()
    {
        await using var server = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));

        var result = await RunAsync(new OpenLoop(100, TimeProvider.System), server, Every(10, 3));

        var last = TimeProvider.System.GetElapsedTime(result.StartTimestamp, result.Timings[^1].DueTimestamp);
        Assert.Equal(0.2, last.TotalSeconds, precision: 3);
    }

    [Fact]
    public async Task OpenLoop_MostInFlight_CountsWhatItDoesNotSend()
    {
        await using var server = new ScriptedBackend(async exchange =>
        {
            await Task.Delay(Long);
            await LoadLab.AnswerStreamAsync(exchange);
        });

        var result = await RunAsync(
            new OpenLoop(1, TimeProvider.System), server, Every(0, 10), new LoadLimits { MostInFlight = 4 });

        Assert.Equal(4, server.Requests.Length);
        Assert.Equal(4, result.Timings.Count(timing => timing.IsComplete));
        Assert.Equal(6, result.Timings.Count(timing => timing.End == AnswerEnd.NotSent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loop_EndlessList_EndsAtItsDurationAndCancelsWhatRuns(bool isOpen)
    {
        var requests = 0;
        await using var server = new ScriptedBackend(async exchange =>
        {
            if (Interlocked.Increment(ref requests) <= 3)
                await LoadLab.AnswerStreamAsync(exchange);
            else
                await exchange.Gone;
        });
        LoadLoop loop = isOpen ? new OpenLoop(1, TimeProvider.System) : new ClosedLoop(4, TimeProvider.System);

        var limits = new LoadLimits { Duration = TimeSpan.FromMilliseconds(300), Grace = Long };
        var result = await RunAsync(loop, server, Every(0.01, int.MaxValue), limits);

        var elapsed = TimeProvider.System.GetElapsedTime(result.StartTimestamp);
        Assert.InRange(elapsed.TotalSeconds, 0.69, 5);
        Assert.Contains(result.Timings, timing => timing.End == AnswerEnd.Complete);
        Assert.Contains(result.Timings, timing => timing.End == AnswerEnd.Cancelled);
        Assert.DoesNotContain(result.Timings, timing => TimeProvider.System
            .GetElapsedTime(result.StartTimestamp, timing.DueTimestamp) > TimeSpan.FromMilliseconds(400));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loop_Cancelled_ReturnsWhatThereIs(bool isOpen)
    {
        await using var server = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        using var stop = new CancellationTokenSource();
        LoadLoop loop = isOpen ? new OpenLoop(1, TimeProvider.System) : new ClosedLoop(2, TimeProvider.System);
        var answers = 0;
        loop.Answered += _ =>
        {
            if (Interlocked.Increment(ref answers) == 5)
                stop.Cancel();
        };
        using var client = new InferenceClient(server.Address, TimeProvider.System);

        var result = await loop.RunAsync(client, Every(0.001, int.MaxValue), LoadLimits.None, stop.Token).Within();

        Assert.True(result.Timings.Count(timing => timing.IsComplete) >= 4);
    }

    [Fact]
    public async Task Loop_WarmUp_IsSentAndNotMeasured()
    {
        await using var server = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));

        var limits = new LoadLimits { WarmUp = TimeSpan.FromSeconds(0.1) };
        var result = await RunAsync(new OpenLoop(1, TimeProvider.System), server, Every(0.02, 10), limits);

        Assert.Equal(10, server.Requests.Length);
        Assert.Equal(
            [false, false, false, false, false, true, true, true, true, true],
            result.Timings.Select(timing => timing.IsMeasured));
    }

    [Fact]
    public async Task Loop_EndlessList_IsMadeOnlyALittleAhead()
    {
        var made = 0;
        await using var server = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        var requests = Every(0, int.MaxValue).Select(request =>
        {
            Interlocked.Increment(ref made);
            return request;
        });

        await RunAsync(
            new ClosedLoop(2, TimeProvider.System), server, requests, new LoadLimits { MostRequests = 1000 });

        Assert.Equal(1000, server.Requests.Length);
        Assert.Equal(1000, made);
    }

    [Fact]
    public async Task Loop_ListThatFails_ThrowsWhatItThrew()
    {
        await using var server = new ScriptedBackend(exchange => LoadLab.AnswerStreamAsync(exchange));
        var requests = Many(3).Concat(Enumerable.Range(0, 1).Select<int, PlannedRequest>(
            _ => throw new WorkloadException("the file is gone")));

        var failure = await Assert.ThrowsAsync<WorkloadException>(
            () => RunAsync(new ClosedLoop(2, TimeProvider.System), server, requests));

        Assert.Equal("the file is gone", failure.Message);
    }

    private static async Task<LoadResult> RunAsync(
        LoadLoop loop, ScriptedBackend server, IEnumerable<PlannedRequest> requests, LoadLimits? limits = null)
    {
        using var client = new InferenceClient(server.Address, TimeProvider.System);
        return await loop.RunAsync(client, requests, limits ?? LoadLimits.None, Patience.Token);
    }

    private static IEnumerable<PlannedRequest> Many(int count) => Every(0, count);

    private static IEnumerable<PlannedRequest> Every(double seconds, int count)
    {
        for (var i = 0; i < count; i++)
            yield return LoadLab.Streaming(i * seconds);
    }
}
