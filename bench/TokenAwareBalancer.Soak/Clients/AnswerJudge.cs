using System.Diagnostics;
using TokenAwareBalancer.Soak.Accounting;

namespace TokenAwareBalancer.Soak.Clients;

/// <summary>Says whether an answer is whole, or what explains that it is not.</summary>
internal sealed class AnswerJudge
{
    private readonly Func<long, bool> _wasBackendDownSince;
    private readonly Func<long, bool> _wasMachineLateSince;
    private readonly TimeSpan _total;

    /// <param name="wasBackendDownSince">Whether any backend was down since a timestamp.</param>
    /// <param name="wasMachineLateSince">Whether the machine stood still since a timestamp.</param>
    /// <param name="total">The balancer's total time-out.</param>
    public AnswerJudge(Func<long, bool> wasBackendDownSince, Func<long, bool> wasMachineLateSince, TimeSpan total)
    {
        _wasBackendDownSince = wasBackendDownSince;
        _wasMachineLateSince = wasMachineLateSince;
        _total = total;
    }

    public (RequestEnd End, string What) Judge(RequestAccount account, ReceivedAnswer answer, Habit habit)
    {
        var row = ContentRow.Read(answer.Body);
        if (row.Problem is not null)
            return (RequestEnd.Unexplained, row.Problem);
        if (account.Arrivals > SoakBalancer.Sends)
            return (RequestEnd.Unexplained, $"sent {account.Arrivals} times");
        if (habit is Habit.SendNoJson or Habit.SendTooLittle or Habit.SendTooMuch or Habit.SpeakNoHttp)
            return JudgeRefusal(account, answer, habit);
        // A reset that breaks a torn answer may overtake its head.
        if (answer.Status == 0)
            return HasExcuse(account) || IsOverdue(account)
                ? (RequestEnd.Explained, "torn before its head was read")
                : (RequestEnd.Unexplained, "the connection ended without an answer");
        return answer.Status == 200 ? JudgeAnswer(account, answer, row) : JudgeError(account, answer);
    }

    private static (RequestEnd End, string What) JudgeRefusal(
        RequestAccount account, ReceivedAnswer answer, Habit habit)
    {
        // What is passed through unread need not be JSON.
        if (habit == Habit.SendNoJson && account.Request.Surface == Surface.PassedThrough)
            return answer.Reason == "internal_error" ? Wrong(answer) : (RequestEnd.Explained, "no JSON, unread");
        if (account.Arrivals > 0)
            return (RequestEnd.Unexplained, $"a backend was sent what should be refused ({habit})");
        var isExpected = habit switch
        {
            Habit.SendNoJson => (answer.Status, answer.Reason) == (400, "invalid_request"),
            // The server may reset a connection of which it has not read all, and the answer with it.
            Habit.SendTooMuch => answer.Status == 0 || (answer.Status, answer.Reason) == (413, "body_too_large"),
            Habit.SendTooLittle => answer.Status == 0 || (answer.Status, answer.Reason) == (400, "incomplete_body"),
            _ => answer.Status is 0 or 400,
        };
        return isExpected ? (RequestEnd.Explained, $"refused: {habit}") : Wrong(answer);
    }

    private (RequestEnd End, string What) JudgeAnswer(RequestAccount account, ReceivedAnswer answer, ContentRow row)
    {
        if (!answer.IsWhole)
            return HasExcuse(account) || IsOverdue(account)
                ? (RequestEnd.Explained, "torn, and seen to be")
                : (RequestEnd.Unexplained, $"torn without a cause after {Tail(answer)}");
        if (account.Request.Surface == Surface.CountTokens)
            return answer.Body.StartsWith("{\"input_tokens\":", StringComparison.Ordinal)
                ? (RequestEnd.Complete, "complete")
                : Wrong(answer);
        if (answer.Body.Contains("\"choices\":[]", StringComparison.Ordinal))
            return (RequestEnd.Unexplained, "a usage event that this client did not ask for");
        if (account.Request.IsStream && IsError(answer.Body))
            return JudgeErrorEvent(account, answer);
        return row.IsComplete && EndsAsItShould(account.Request, answer.Body)
            ? (RequestEnd.Complete, "complete")
            : (RequestEnd.Unexplained, $"a torn answer that looks whole, after {Tail(answer)}");
    }

    private (RequestEnd End, string What) JudgeErrorEvent(RequestAccount account, ReceivedAnswer answer)
    {
        if (HasExcuse(account))
            return (RequestEnd.Explained, "error event");
        if (_wasMachineLateSince(account.SentTimestamp))
            return (RequestEnd.Explained, "error event as the machine stood still");
        return IsOverdue(account)
            ? (RequestEnd.Explained, "error event at the total time-out")
            : (RequestEnd.Unexplained, $"an error event without a cause: {Tail(answer)}");
    }

    private (RequestEnd End, string What) JudgeError(RequestAccount account, ReceivedAnswer answer)
    {
        var isExplained = answer.Reason switch
        {
            null => answer.Body.Contains("soak", StringComparison.Ordinal) && account.Faults.HasFlag(Fault.Status),
            "no_room" or "hold_expired" or "no_backend" => true,
            "total_timeout" => IsOverdue(account),
            "first_token_timeout" or "stalled" => account.Faults.HasFlag(Fault.Stall)
                || _wasMachineLateSince(account.SentTimestamp),
            "backends_failed" or "answer_cut" or "invalid_answer" => HasExcuse(account),
            _ => false,
        };
        return isExplained
            ? (RequestEnd.Explained, answer.Reason ?? $"a backend's own {answer.Status}")
            : Wrong(answer);
    }

    private bool HasExcuse(RequestAccount account) =>
        account.Faults != Fault.None || _wasBackendDownSince(account.SentTimestamp);

    private bool IsOverdue(RequestAccount account) => Stopwatch.GetElapsedTime(account.SentTimestamp) >= _total * 0.9;

    private static bool IsError(string body) =>
        body.Contains("event: error", StringComparison.Ordinal) || body.Contains("\"error\":", StringComparison.Ordinal);

    private static bool EndsAsItShould(SoakRequest request, string body) => request switch
    {
        { IsStream: false } => body.EndsWith('}'),
        { Surface: Surface.Messages } => body.Contains("event: message_stop", StringComparison.Ordinal),
        { Surface: Surface.Responses } => body.Contains("event: response.completed", StringComparison.Ordinal),
        _ => body.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal),
    };

    private static (RequestEnd End, string What) Wrong(ReceivedAnswer answer) =>
        (RequestEnd.Unexplained, $"status {answer.Status}, reason {answer.Reason ?? "none"}, {Tail(answer)}");

    private static string Tail(ReceivedAnswer answer) =>
        answer.Body.Length <= 200 ? $"'{answer.Body}'" : $"'…{answer.Body[^200..]}'";
}
