import { fanfareApp } from './fanfare.ts';

fanfareApp().synth();
