using System.Text;
using TokenAwareBalancer.Tokenizing.Files.Patterns;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Makes a finder of a <c>pattern</c>: a string, or a regular expression.</summary>
internal static class PatternReader
{
    public static PieceFinder Read(JsonPlace place)
    {
        place.AllowOnly("String", "Regex");
        if (place.Find("String") is { } literal)
        {
            return literal.AsString().Length > 0
                ? new LiteralFinder(Encoding.UTF8.GetBytes(literal.AsString()))
                : throw literal.Wrong("is empty");
        }

        var regex = place["Regex"];
        if (KnownPattern.TryGet(regex.AsString(), out var known))
            return known.Finder;
        try
        {
            return PatternFinder.Create(regex.AsString());
        }
        catch (PatternException e)
        {
            throw regex.Wrong($"{e.Message}: {JsonPlace.Shorten(regex.AsString())}");
        }
    }
}
