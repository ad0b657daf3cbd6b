namespace TokenAwareBalancer.Experiments.Capacity;

/// <summary>Finds where something stops to hold, or begins to, by doubling and then halving what is between.</summary>
internal static class Halving
{
    /// <summary>The most that holds, where what is more is harder.</summary>
    /// <param name="holds">Whether so much holds.</param>
    /// <param name="least">Where nothing has held, it stops below this.</param>
    /// <param name="most">It tries no more.</param>
    /// <param name="precision">How near to the limit it stops, as a part of it.</param>
    /// <returns>0 when nothing holds; whether it ended at something that does not hold.</returns>
    public static (double Most, bool IsBound) FindMost(
        Func<double, bool> holds, double least, double most, double precision)
    {
        var (held, broken) = (0.0, 0.0);
        for (var tried = 1.0; tried >= least;)
        {
            if (holds(tried))
                held = tried;
            else
                broken = tried;
            if (broken == 0 && held >= most)
                return (held, IsBound: false);
            if (broken > 0 && broken - held < precision * held)
                break;
            tried = broken == 0 ? Math.Min(most, held * 2) : (held + broken) / 2;
        }

        return (held, IsBound: true);
    }

    /// <summary>The fewest that hold, where more is easier.</summary>
    /// <param name="holds">Whether so many hold.</param>
    /// <param name="guess">The first that is tried.</param>
    /// <param name="most">It tries no more.</param>
    /// <returns>Null when not even <paramref name="most"/> hold.</returns>
    public static int? FindFewest(Func<int, bool> holds, int guess, int most)
    {
        var (broken, held) = (0, 0);
        for (var tried = Math.Clamp(guess, 1, most); ;)
        {
            if (holds(tried))
                held = tried;
            else
                broken = tried;
            if (broken == most)
                return null;
            if (held - broken == 1)
                return held;
            tried = held == 0 ? Math.Min(most, broken * 2) : (held + broken) / 2;
        }
    }
}
