using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>How a request goes on after a backend has failed it, before its client has seen any content.</summary>
internal sealed class FailoverOptions
{
    /// <summary>Three: a prompt that kills engines must not visit them all.</summary>
    [Integer("How often a request is sent in all, before its first content; 1 never sends twice. A backend that "
        + "cannot be reached has been sent nothing, and does not count.", "sends",
        AtLeast = 1, AtMost = 10, Example = 3)]
    public int Sends { get; set; } = 3;

    /// <summary>As Finagle's retry budget.</summary>
    [Number("Further sends allowed for each request of the last ten seconds, beside reservePerSecond.",
        GreaterThan = 0, AtMost = 1, Example = 0.2)]
    public double BudgetShare { get; set; } = 0.2;

    /// <summary>The same.</summary>
    [Integer("Further sends allowed each second, however few the requests.", "sends per second",
        AtLeast = 0, AtMost = 100_000, Example = 10)]
    public int ReservePerSecond { get; set; } = 10;
}
