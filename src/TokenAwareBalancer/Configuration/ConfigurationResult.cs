using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration;

/// <summary>The options, or every error that stands in their way.</summary>
internal sealed class ConfigurationResult
{
    /// <summary>Null exactly when there are errors.</summary>
    public BalancerOptions? Options { get; private init; }

    /// <summary>In the order of the file, then of the command line.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; private init; } = [];

    /// <summary>
    /// What was read, as it was: the bytes by file; null for one that could not be read. Empty for a text.
    /// </summary>
    public IReadOnlyDictionary<string, byte[]?> Files { get; private set; } = new Dictionary<string, byte[]?>();

    /// <summary>Those of them of which the <see cref="FileStamp"/> stands there, not the bytes.</summary>
    public IReadOnlySet<string> StampedFiles { get; private set; } = new HashSet<string>();

    /// <summary>Says which files it comes from.</summary>
    public ConfigurationResult From(ReadFiles files)
    {
        Files = files.Contents;
        StampedFiles = files.Stamped;
        return this;
    }

    public static ConfigurationResult Valid(BalancerOptions options) => new() { Options = options };

    public static ConfigurationResult Invalid(IEnumerable<ConfigurationError> errors) => new()
    {
        Errors = [.. errors.OrderBy(error => error.Line ?? int.MaxValue).ThenBy(error => error.Column)],
    };
}
