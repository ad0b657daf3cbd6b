using System.Globalization;
using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Hostile;

/// <summary>Holds what became of a case against what must.</summary>
internal static class HostileAssert
{
    /// <summary>What the client saw.</summary>
    public static void AnswersAreRight(HostileCase one, HostileVisit visit)
    {
        var status = visit.First?.Status.ToString(CultureInfo.InvariantCulture) ?? "none";
        Assert.True(one.Expect.Contains(status) || (one.Expect.Contains("any") && visit.First is not null),
            $"answered {status}, where {string.Join(" or ", one.Expect)} is right: {visit.First?.Text}");
        if (one.Reason is not null && visit.First is not null)
            Assert.Equal(one.Reason, visit.First.Header("x-balancer-reason"));
        Assert.All(one.AnswerWithout, name => Assert.Null(visit.First?.Header(name)));
        Assert.Equal(0, visit.Extra);
        // A head or a body of its neighbour would be the worst that can happen.
        Assert.NotEqual(HostileVisit.BehindId, visit.First?.Header("x-request-id"));
        if (one.Connection == "refused")
            Assert.Equal(400, visit.Behind?.Status);
        else if (one.Connection != "any")
            Assert.Equal(one.Connection == "open", visit.Behind is not null);
        if (visit.Behind is not { } behind || one.Connection == "refused")
            return;
        Assert.Equal((200, HostileVisit.BehindId), (behind.Status, behind.Header("x-request-id")));
        Assert.DoesNotContain("of-the-first", behind.Head.Text + behind.Text, StringComparison.Ordinal);
    }

    /// <summary>What the backend read.</summary>
    public static void BackendReadWhatIsRight(HostileCase one, HostileVisit visit, ReceivedRequest[] requests)
    {
        var own = requests.Where(request => request.Header("x-request-id") != HostileVisit.BehindId).ToArray();
        var behind = requests.Except(own).ToArray();
        ReachedBackend(one, own.Length, mostTries: 1);
        Assert.Equal(visit.Behind is null || one.Connection == "refused" ? 0 : 1, behind.Length);
        Assert.All(requests, IsFramedOnce);
        Assert.All(own, request => Own(one, request));
        Assert.All(behind, BehindIsItself);
    }

    /// <summary>How often a case was sent on.</summary>
    public static void ReachedBackend(HostileCase one, long tries, int mostTries) =>
        Assert.InRange(tries, one.Backend == "once" ? 1 : 0, one.Backend == "none" ? 0 : mostTries);

    private static void Own(HostileCase one, ReceivedRequest request)
    {
        Assert.DoesNotContain("behind", request.Head + request.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("first-key", request.Head, StringComparison.Ordinal);
        if (one.BackendLine is not null)
            Assert.Equal(one.BackendLine, request.Lines[0]);
        Assert.All(one.BackendWith, line => Assert.Contains(
            Encoding.Latin1.GetString(HostileBytes.Read([line])), request.Lines, StringComparer.OrdinalIgnoreCase));
        Assert.All(one.BackendWithout, name => Assert.Null(request.Header(name)));
        if (one.BackendBody == "chat")
            Assert.Equal(HostileBytes.Chat, request.Text);
        else if (one.BackendBody == "sent")
            Assert.Equal(BodyOf(one.Bytes), request.Body);
    }

    /// <summary>One length or none, one host, and no way to take the body for a request.</summary>
    private static void IsFramedOnce(ReceivedRequest request)
    {
        var names = request.HeaderNames.ToArray();
        Assert.DoesNotContain("Transfer-Encoding", names, StringComparer.OrdinalIgnoreCase);
        Assert.Single(names, name => name.Equals("Host", StringComparison.OrdinalIgnoreCase));
        var lengths = names.Count(name => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
        Assert.InRange(lengths, request.Body.Length > 0 ? 1 : 0, 1);
        Assert.EndsWith(" HTTP/1.1", request.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(request.Head, character => char.IsControl(character) && character is not ('\r' or '\n' or '\t')
            && character < 0x80);
        Assert.DoesNotContain('\n', request.Head.Replace("\r\n", "", StringComparison.Ordinal));
    }

    private static void BehindIsItself(ReceivedRequest request)
    {
        Assert.Equal($"POST {Wire.ChatPath} HTTP/1.1", request.Lines[0]);
        Assert.Equal(HostileVisit.BehindBody, request.Body);
        Assert.Null(request.Header("Authorization"));
    }

    private static byte[] BodyOf(byte[] bytes) => bytes[(bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];
}
