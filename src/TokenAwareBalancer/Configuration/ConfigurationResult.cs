namespace TokenAwareBalancer.Configuration;

/// <summary>The options, or every error that stands in their way.</summary>
internal sealed class ConfigurationResult
{
    /// <summary>Null exactly when there are errors.</summary>
    public BalancerOptions? Options { get; private init; }

    /// <summary>In the order of the file, then of the command line.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; private init; } = [];

    public static ConfigurationResult Valid(BalancerOptions options) => new() { Options = options };

    public static ConfigurationResult Invalid(IEnumerable<ConfigurationError> errors) =>
        new() { Errors = [.. errors.OrderBy(error => error.Line ?? int.MaxValue).ThenBy(error => error.Column)] };
}
