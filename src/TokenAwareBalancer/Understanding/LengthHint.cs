using System.Globalization;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Understanding;

/// <summary>Reads what a request's header says of the length of its answer; it goes before what the body says.</summary>
internal static class LengthHint
{
    /// <returns>What is wrong with the header; null when nothing is, or there is none.</returns>
    public static Failure? Read(Exchange exchange)
    {
        if (!exchange.Http.Request.Headers.TryGetValue(BalancerHeaders.ExpectedOutputTokens, out var values))
            return null;
        if (!int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) || tokens == 0)
            return Invalid(values.ToString());
        if (exchange.IsUnderstood)
            exchange.Profile = exchange.Profile with { HintedOutputTokens = tokens };
        return null;
    }

    private static Failure Invalid(string value) => new(RequestFailure.InvalidRequest, string.Create(
        CultureInfo.InvariantCulture,
        $"The header {BalancerHeaders.ExpectedOutputTokens} is '{Shorten(value)}', which is not a number of tokens: " +
        $"write how long you expect each answer to be, a whole number from 1 to {int.MaxValue}, for instance 250."));

    private static string Shorten(string value) => value.Length <= 40 ? value : $"{value.AsSpan(0, 40)}…";
}
