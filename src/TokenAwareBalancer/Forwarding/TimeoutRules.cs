using System.Collections.Frozen;
using System.Globalization;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Values;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Forwarding;

/// <summary>The time-outs of a request: the configured ones, its model's, or what its own headers ask for.</summary>
internal sealed class TimeoutRules
{
    private readonly FrozenDictionary<string, RequestTimeouts> _ofModels;
    private readonly TimeSpan _headerCap;

    public TimeoutRules(TimeoutOptions options, IReadOnlyDictionary<string, ModelOptions> models)
    {
        Default = new RequestTimeouts(options.FirstToken, options.BetweenTokens, options.Total);
        _headerCap = options.HeaderCap;
        _ofModels = models.ToFrozenDictionary(model => model.Key, model => Merge(Default, model.Value.Timeouts));
    }

    /// <summary>For a request whose model is not known yet.</summary>
    public RequestTimeouts Default { get; }

    /// <summary>Sets the request's time-outs.</summary>
    /// <returns>What is wrong with a header; null when nothing is.</returns>
    public Failure? Resolve(Exchange exchange)
    {
        var timeouts = _ofModels.GetValueOrDefault(exchange.Model.Name, Default);
        var headers = exchange.Http.Request.Headers;
        if (!TryRead(headers, BalancerHeaders.FirstTokenTimeout, timeouts.FirstToken, out var firstToken))
            return Invalid(headers, BalancerHeaders.FirstTokenTimeout);
        if (!TryRead(headers, BalancerHeaders.BetweenTokensTimeout, timeouts.BetweenTokens, out var betweenTokens))
            return Invalid(headers, BalancerHeaders.BetweenTokensTimeout);
        if (!TryRead(headers, BalancerHeaders.TotalTimeout, timeouts.Total, out var total))
            return Invalid(headers, BalancerHeaders.TotalTimeout);
        var isShortened = firstToken < timeouts.FirstToken || betweenTokens < timeouts.BetweenTokens;
        exchange.Timeouts = new RequestTimeouts(firstToken, betweenTokens, total, isShortened);
        return null;
    }

    private static RequestTimeouts Merge(RequestTimeouts general, ModelTimeoutOptions own) => new(
        own.FirstToken ?? general.FirstToken, own.BetweenTokens ?? general.BetweenTokens, own.Total ?? general.Total);

    private bool TryRead(IHeaderDictionary headers, string name, TimeSpan configured, out TimeSpan timeout)
    {
        timeout = configured;
        if (!headers.TryGetValue(name, out var values))
            return true;
        if (DurationText.Parse(values.ToString()) is not { } asked || asked <= TimeSpan.Zero)
            return false;
        // What the operator has configured may be had by asking, too, where it is above the cap.
        timeout = asked < Max(_headerCap, configured) ? asked : Max(_headerCap, configured);
        return true;
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private Failure Invalid(IHeaderDictionary headers, string name) => new(RequestFailure.InvalidRequest,
        string.Create(CultureInfo.InvariantCulture,
            $"The header {name} is '{Shorten(headers[name].ToString())}', which is not a duration above 0: write ") +
        $"seconds, or a number with its unit, for instance 2.5 or 500ms. At most {DurationText.Write(_headerCap)} is " +
        "granted (timeouts.headerCap).");

    private static string Shorten(string value) => value.Length <= 40 ? value : $"{value.AsSpan(0, 40)}…";
}
