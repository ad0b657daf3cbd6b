using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Attacks;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>A balancer before two backends that look at what they get, for some hundred trials.</summary>
internal sealed partial class FuzzStage : AttackTest
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<string> _faults = new();

    public FuzzStage() => LogLevel = LogLevel.Warning;

    public IReadOnlyCollection<string> Faults => _faults;

    public int Forwarded => Honest.Requests.Length;

    public static async Task<FuzzStage> StartAsync()
    {
        var stage = new FuzzStage();
        await stage.StartUnderAttackAsync(static options =>
        {
            options.Limits.Body = 256 << 10;
            options.Timeouts = new TimeoutOptions
            {
                Client = TimeSpan.FromMilliseconds(500),
                Headers = TimeSpan.FromSeconds(1),
                Idle = TimeSpan.FromSeconds(2),
            };
        });
        return stage;
    }

    /// <summary>One attacker's connection, then an honest client's.</summary>
    public async Task TryAsync(Random random)
    {
        if (random.Next(4) == 0)
            await SendFramesAsync(random);
        else
            await SendRequestsAsync(random);
        await AssertOthersAreServedAsync();
    }

    /// <summary>Asserts that nothing is left, and tells what was found.</summary>
    public async Task EndAsync()
    {
        foreach (var request in Honest.Requests)
        {
            if (ForwardedRequest.FindFault(request) is { } fault)
                _faults.Enqueue($"a backend got {fault}\n{request.Head}\n{request.Text}");
        }

        Assert.Empty(_faults);
        await AssertNothingIsLeftAsync();
    }

    private async Task SendRequestsAsync(Random random)
    {
        var bytes = new RandomRequests(random).Next();
        using var client = await FuzzConnection.ConnectAsync(Address);
        var answers = await client.TalkAsync(bytes, random, Quiet);
        var asksForTime = Encoding.Latin1.GetString(bytes)
            .Contains("-timeout", StringComparison.OrdinalIgnoreCase);
        foreach (Match head in AnswerHead().Matches(answers))
            Judge(int.Parse(head.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Reason().Match(head.Value).Groups[1].Value, asksForTime, bytes);
    }

    // 505 is the web server's own, to a version that it does not speak.
    private void Judge(int status, string reason, bool asksForTime, byte[] bytes)
    {
        var isExplained = status < 500
            || (status == 505 && reason.Length == 0)
            || (asksForTime && (status, reason) is (504, "total_timeout" or "first_token_timeout"));
        if (!isExplained)
            _faults.Enqueue($"{status} {reason} to {Encoding.Latin1.GetString(bytes)}");
    }

    private async Task SendFramesAsync(Random random)
    {
        using var client = await RawHttp2Client.ConnectAsync(Http2Address);
        var reading = client.ReadUntilAsync(static frame => frame.Type == Http2Frames.GoAway);
        foreach (var frame in new RandomFrames(random).Next())
        {
            if (!await client.TrySendAsync(frame))
                break;
            if (random.Next(10) == 0)
                await Task.Delay(1, CancellationToken.None);
        }

        await ((Task)reading).WaitAsync(random.Next(3) == 0 ? TimeSpan.Zero : Quiet, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reading.IsCompletedSuccessfully)
            return;
        // 0x8e is :status 500 (RFC 7541, appendix A).
        if ((await reading).Any(frame => frame is { Type: Http2Frames.HeadersType, Payload: [0x8e, ..] }))
            _faults.Enqueue("500 over HTTP/2");
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3})[^\r]*\r\n(?:[^\r]+\r\n)*")]
    private static partial Regex AnswerHead();

    [GeneratedRegex(@"x-balancer-reason: (\w+)")]
    private static partial Regex Reason();
}
