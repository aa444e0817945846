namespace Actors.Fuzz;

/// <summary>Tells refusals apart by their text without the numbers and quotations in it.</summary>
internal static class Outcomes
{
    internal static int Of(Exception error)
    {
        int hash = -2128831035;
        bool quoted = false;
        foreach (char letter in error.Message)
        {
            if (letter == '\'') quoted = !quoted;
            if (quoted || !char.IsAsciiLetter(letter)) continue;
            hash = (hash ^ letter) * 16777619;
        }

        return Mix(hash, error.GetType().Name.Length);
    }

    internal static int Mix(int hash, int value) => (hash ^ value) * 16777619 ^ (int)((uint)hash >> 15);
}
