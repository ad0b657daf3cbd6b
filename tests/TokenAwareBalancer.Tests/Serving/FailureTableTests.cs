using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Serving;

/// <summary>The maps from what happens to what is told: every value is in them, and no two are told alike.</summary>
public sealed class FailureTableTests
{
    private static readonly string[] OpenAiTypes = ["invalid_request_error", "rate_limit_error", "server_error"];

    private static readonly string[] AnthropicTypes =
    [
        "invalid_request_error", "request_too_large", "not_found_error", "rate_limit_error", "api_error",
        "overloaded_error", "timeout_error", "authentication_error",
    ];

    public static TheoryData<string> Kinds { get; } = [.. Enum.GetNames<RequestFailure>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Failure_OfEveryKind_HasTraitsThatClientsKnow(string kind)
    {
        var traits = FailureTable.TraitsOf(Enum.Parse<RequestFailure>(kind));

        Assert.Contains(traits.Status, (int[])[400, 401, 404, 408, 413, 415, 429, 500, 502, 503, 504]);
        Assert.Contains(traits.OpenAiType, OpenAiTypes);
        Assert.Contains(traits.AnthropicType, AnthropicTypes);
        Assert.Matches("^[a-z][a-z_]*$", traits.Reason);
        // What a client did wrong is nothing for an operator to look at.
        Assert.True(traits.Status >= 500 || traits.LogLevel < LogLevel.Warning);
    }

    [Fact]
    public void Failure_EachKind_HasAReasonOfItsOwn()
    {
        var reasons = Enum.GetValues<RequestFailure>().Select(kind => FailureTable.TraitsOf(kind).Reason).ToArray();

        Assert.Equal(reasons.Length, reasons.Distinct().Count());
    }

    [Fact]
    public void Failure_BeyondTheEnum_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FailureTable.TraitsOf((RequestFailure)(-1)));

    [Fact]
    public void OutcomeTags_OfEveryKindAndSurface_AreDistinctWords()
    {
        var kinds = Enum.GetValues<OutcomeKind>().Select(OutcomeTags.Of).ToArray();
        var surfaces = Enum.GetValues<ApiSurface>().Select(OutcomeTags.Of).ToArray();

        Assert.Equal(kinds.Length, kinds.Distinct().Count());
        Assert.Equal(surfaces.Length, surfaces.Distinct().Count());
        Assert.All(kinds.Concat(surfaces), tag => Assert.Matches("^[a-z][a-z_]*$", tag));
    }

    [Theory]
    [InlineData(200, "completed")]
    [InlineData(399, "completed")]
    [InlineData(400, "backend_4xx")]
    [InlineData(499, "backend_4xx")]
    [InlineData(500, "backend_5xx")]
    public void OutcomeTags_OfAWholeAnswer_TellTheBackendsErrorsApart(int status, string tag) =>
        Assert.Equal(tag, OutcomeTags.Of(new Outcome(OutcomeKind.Completed, status, null, null, null, 1)));
}
