using System.Buffers;

namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>Matches a compiled regular expression by trying its choices in their order of preference.</summary>
/// <remarks>
/// Trying may come to the same step at the same place again and again, exponentially often in the worst case. After
/// some thousand steps an attempt is begun anew and notes in a bit each such point it comes to: the first time it
/// failed from there, or there would be no second, so it need not be tried again; not from where it began, and not by
/// the attempts that begin behind it. Then all of them take at most as many steps as the expression has times the bytes
/// left. What is matched on its own (look ahead, once) is left out of that, and therefore may not repeat groups; how
/// far such a step or a repetition looks counts as steps of a budget (<see cref="StepBudget"/>).
/// </remarks>
internal ref struct PatternMatcher
{
    private const int NoMatch = -1;
    private const int StepsBeforeNotes = 10_000;

    private readonly PatternStep[] _steps;
    private readonly ReadOnlySpan<byte> _text;
    private readonly ref long _stepsLeft;
    private Attempt[] _open = ArrayPool<Attempt>.Shared.Rent(64);
    private int _openCount;
    private ulong[]? _notes;
    private int _notesStart;
    private int _stepCount;

    /// <param name="steps">The expression.</param>
    /// <param name="text">The text.</param>
    /// <param name="stepsLeft">The budget.</param>
    public PatternMatcher(PatternStep[] steps, ReadOnlySpan<byte> text, ref long stepsLeft)
    {
        _steps = steps;
        _text = text;
        _stepsLeft = ref stepsLeft;
    }

    /// <summary>Whether a match begins at an index, and where it ends; until one does, at one index after the
    /// other.</summary>
    /// <exception cref="UncountableTextException">The budget is spent.</exception>
    public bool TryMatch(int start, out int end)
    {
        _stepCount = 0;
        _openCount = 0;
        end = Run(0, start, isolated: false);
        if (_stepCount > StepsBeforeNotes && _notes is null)
        {
            StartNotes(start);
            _openCount = 0;
            end = Run(0, start, isolated: false);
        }

        return end >= 0;
    }

    public readonly void Dispose()
    {
        ArrayPool<Attempt>.Shared.Return(_open);
        if (_notes is not null)
            ArrayPool<ulong>.Shared.Return(_notes);
    }

    private void StartNotes(int start)
    {
        var words = checked((int)(((long)_steps.Length * (_text.Length - start + 1) / 64) + 1));
        StepBudget.Take(ref _stepsLeft, words);
        _notes = ArrayPool<ulong>.Shared.Rent(words);
        _notes.AsSpan(0, words).Clear();
        _notesStart = start;
    }

    /// <summary>Runs from a step on to where it accepts, and returns where in the text that is.</summary>
    private int Run(int step, int index, bool isolated)
    {
        var bottom = _openCount;
        while (true)
        {
            StepBudget.Take(ref _stepsLeft, 1);
            var isNew = isolated || _notes is null || Note(step, index);
            if (++_stepCount > StepsBeforeNotes && _notes is null && !isolated)
                return NoMatch;
            if (isNew && _steps[step].Kind == PatternStepKind.Accept)
            {
                _openCount = bottom;
                return index;
            }

            if (isNew && TryStep(ref step, ref index))
                continue;
            if (_openCount == bottom)
                return NoMatch;
            TakeBack(out step, out index);
        }
    }

    private bool TryStep(ref int step, ref int index)
    {
        var current = _steps[step];
        switch (current.Kind)
        {
            case PatternStepKind.Take:
                var matches = current.Set!.Matches(_text, index, out var byteLength);
                index += byteLength;
                step++;
                return matches;
            case PatternStepKind.TakeMany:
                var first = index;
                index = EndOfMany(current, index);
                step++;
                if (index > first)
                    Open(new Attempt(step, first, index));
                return true;
            case PatternStepKind.TakeAll:
                index = EndOfMany(current, index);
                step++;
                return true;
            case PatternStepKind.Try:
                Open(new Attempt(current.Other, index, index));
                step = current.Next;
                return true;
            case PatternStepKind.Go:
                step = current.Next;
                return true;
            case PatternStepKind.Once:
                index = Run(step + 1, index, isolated: true);
                step = current.Next;
                return index >= 0;
            case PatternStepKind.Look:
                var isAhead = Run(step + 1, index, isolated: true) >= 0;
                step = current.Next;
                return isAhead != current.Negated;
            case PatternStepKind.LookBehind:
                step++;
                return IsBehind(current.Set!, index) != current.Negated;
            default:
                step++;
                return IsAt(current.Place, index);
        }
    }

    private readonly int EndOfMany(PatternStep step, int start)
    {
        var index = start;
        for (var taken = 0; taken < step.Most && step.Set!.Matches(_text, index, out var byteLength); taken++)
            index += byteLength;
        StepBudget.Take(ref _stepsLeft, index - start);
        return index;
    }

    private readonly bool IsBehind(CharacterSet set, int index) =>
        index > 0 && set.Matches(_text, CodePoints.StartOfPrevious(_text, index), out _);

    private readonly bool IsAt(Place place, int index) => place switch
    {
        Place.TextStart => index == 0,
        Place.TextEnd => index == _text.Length,
        Place.LineStart => index == 0 || (_text[index - 1] == '\n' && index < _text.Length),
        _ => index == _text.Length || _text[index] == '\n',
    };

    private void Open(Attempt attempt)
    {
        if (_openCount == _open.Length)
        {
            var larger = ArrayPool<Attempt>.Shared.Rent(2 * _openCount);
            _open.CopyTo(larger, 0);
            ArrayPool<Attempt>.Shared.Return(_open);
            _open = larger;
        }

        _open[_openCount++] = attempt;
    }

    /// <summary>Goes back to the last place where something else may be tried.</summary>
    private void TakeBack(out int step, out int index)
    {
        ref var last = ref _open[_openCount - 1];
        step = last.Step;
        index = last.First == last.End ? last.First : CodePoints.StartOfPrevious(_text, last.End);
        if (index == last.First)
            _openCount--;
        else
            last = last with { End = index };
    }

    /// <summary>Notes a point; false if it was noted before.</summary>
    private readonly bool Note(int step, int index)
    {
        var bit = ((long)(index - _notesStart) * _steps.Length) + step;
        ref var word = ref _notes![bit / 64];
        var mask = 1UL << (int)(bit % 64);
        var isNew = (word & mask) == 0;
        word |= mask;
        return isNew;
    }

    /// <summary>A step to go on with, at the end of a stretch of text or a character before it, down to its
    /// beginning.</summary>
    private readonly record struct Attempt(int Step, int First, int End);
}
