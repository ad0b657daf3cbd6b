namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>Finds what somebody who mistyped a name probably meant.</summary>
internal static class NearestName
{
    /// <summary>The known names that the name abbreviates, or else those fewest edits away; perhaps none.</summary>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> known)
    {
        string[] abbreviated = [.. known.Where(candidate => Abbreviates(name, candidate))];
        return abbreviated.Length > 0 ? abbreviated : FewestEdits(name, known);
    }

    /// <summary>Ends a sentence about an unknown name: ", perhaps a or b"; empty when no name is near.</summary>
    public static string Hint(string name, IEnumerable<string> known) =>
        To(name, known) is { Count: > 0 } near ? ", perhaps " + string.Join(" or ", near) : "";

    /// <summary>The names to choose from, to read on from "expected".</summary>
    public static string OneOf(IEnumerable<string> known) => "one of " + string.Join(", ", known);

    // As "info" does "information"; shorter than three letters, too many names begin alike.
    private static bool Abbreviates(string name, string candidate) =>
        name.Length >= 3 && candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private static string[] FewestEdits(string name, IEnumerable<string> known)
    {
        // Two typing errors, or one for three letters in longer names: more would suggest unrelated names.
        var farthest = Math.Max(2, name.Length / 3);
        var near = known
            .Select(candidate => (candidate, Edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.Edits <= Math.Min(farthest, pair.candidate.Length - 1))
            .ToArray();
        return [.. near.Where(pair => pair.Edits == near.Min(other => other.Edits)).Select(pair => pair.candidate)];
    }

    /// <summary>
    /// Damerau's distance in its restricted form: insert, delete, replace, or swap two neighbours.
    /// </summary>
    private static int Edits(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
            for (var column = 0; column <= right.Length; column++)
                table[row, column] = row == 0 || column == 0 ? row + column : Cell(table, left, right, row, column);
        return table[left.Length, right.Length];
    }

    private static int Cell(int[,] table, string left, string right, int row, int column)
    {
        var isSame = left[row - 1] == right[column - 1];
        var edits = Math.Min(
            Math.Min(table[row - 1, column], table[row, column - 1]) + 1,
            table[row - 1, column - 1] + (isSame ? 0 : 1));
        var isSwap = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
        return isSwap ? Math.Min(edits, table[row - 2, column - 2] + 1) : edits;
    }
}
