using System.Text.Json;

namespace TokenAwareBalancer.Persisting;

/// <summary>One kind of what is learned, as it is kept in the file. To add one, register it as this.</summary>
internal interface ILearnedSection
{
    /// <summary>Its key in the file, in camelCase.</summary>
    string Name { get; }

    /// <summary>Raised when what <see cref="Capture"/> writes changes its meaning; others are not read.</summary>
    int Version { get; }

    /// <summary>What is known now, as JSON; called from one thread, while requests run.</summary>
    JsonElement Capture();

    /// <summary>Takes up what was known. Before the first request.</summary>
    /// <param name="learned">What <see cref="Capture"/> of the same version has written, unless somebody edited it.</param>
    /// <param name="age">How long ago that was, never below 0: what is old is believed less.</param>
    /// <returns>What an operator should know of what was not taken up, a sentence each.</returns>
    /// <exception cref="InvalidDataException">It says what cannot be; the message, without a full stop, says what.</exception>
    /// <exception cref="JsonException">It is of another shape.</exception>
    IReadOnlyList<string> Restore(JsonElement learned, TimeSpan age);
}
